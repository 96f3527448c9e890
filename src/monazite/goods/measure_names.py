"""What the words beside a number call it: D50, 抗折强度, working temperature; one list for each family of units."""

from __future__ import annotations

import re

from monazite.goods.measures import Measure

__all__ = ["named"]

# Of each family the names and the fact they mean; "other" are names of what no fact is. The longest words win by
# where they begin, so "inner diameter" is not a diameter.
PART_OF = (
    r"(?:inner|inside|internal|bore|hole|shaft|nozzle|pore|core|beam|spot|aperture|roll(?:er)?|crucible|crystal|cable|"
    r"coating|plating|plated|layer|film|wall|focal|stroke|cutting|working|stripe|wave|packing|package|carton|box|"
    r"pallet|case|drum|bag|hearth|chamber|zone|tube|pipe|pitch|thread|port|electrode|workpiece|mould|mold|die|usable|"
    r"wheel|crystallite|primary|lead|gap|field|blade|screen|mesh|opening|particle-free)"
)
PART_OF_ZH = (
    r"(?:内|孔|轴|芯|光斑|光束|坩埚|辊|喷嘴|颈|管|壁|镀层|镀镍层|镀锌层|涂层|膜层|膜|镀膜|层|行程|切割|加工|包装|外箱|纸箱|"
    r"木箱|托盘|箱体|炉膛|炉腔|有效区?|工作区|工作|料筐|均温区|腔体?|热区|晶粒|晶体|工件|线缆|导线|引线|电极|"
    r"滤网|筛网|网孔|焦|螺纹|间隙|气隙|"
    r"模具|最大加工|有效工作区)"
)
NAMES: dict[str, dict[str, str]] = {
    "length": {
        "other": rf"{PART_OF}\W{{0,2}}(?:dia(?:meter)?\.?|size|dimensions?|length|width|height|thickness|space|area)"
        rf"|{PART_OF_ZH}(?:直径|尺寸|长度|宽度|高度|厚度?|长|宽|高|径|距|空间)|wavelength|波长|focal length|"
        r"roughness|"
        r"\bRa\b|粗糙度|radius|半径|\bID\b|I\.D\.|coating|plating|镀层|涂层|镀膜|膜厚|emission|excitation|peak|峰值|"
        r"packing|carton|外箱|包装|pixel|像素|tolerance|公差|晶粒度|TTV|warp|bow|倒角|chamfer|cable|cut-?off|"
        r"直线度|平面度",
        "particle_top": r"\b[Dd]v?\(?(?:9\d(?:\.\d)?|100|0\.9)\)?(?=\s?[:=≤<≥>~\s])|Dmax|最大粒[径度]|top size",
        "particle_bottom": r"\b[Dd]v?\(?(?:10|3|5|0\.1)\)?(?=\s?[:=≤<≥>~\s])|Dmin|最小粒[径度]",
        "particle_size": r"\b[Ddx]v?\(?(?:50|0\.5)\)?(?=\s?[:=≤<≥>~≈(\s])|中位粒?[径度]|平均粒[径度]|"
        r"金刚石粒[径度]|粒径|颗粒度|"
        r"粒度|颗粒尺寸|颗粒大小|particle\s?sizes?(?: distribution)?|particle diameter|median size|mean size|"
        r"average size|"
        r"\bAPS\b|\bFSSS\b|费氏|[Ff]isher(?: size| number)?|median diameter",
        "grain": r"grain size|grit size|grit|diamond size|磨粒|磨料",
        "diameter": r"(?:outer|outside|cylinder|piston|shell|kiln|ram|wafer|rod|wire|disc|disk)?\s?diameter|"
        r"\b[Dd]ia\b\.?|\bDIA\b\.?|外径|直径|缸径|活塞直径|线径|丝径|晶圆直径|O\.D\.|\bOD\b",
        "length": r"length|长度|\b[Ll]ong|长",
        "width": r"width|宽度|宽",
        "axial": r"thickness|\bthk\b\.?|厚度|厚|height|高度|高",
        "size": r"(?:[LlWwHhTtDd长宽高厚][^\w\s]{0,2}\s?[×xX*]\s?){1,2}[LlWwHhTt长宽高厚]\)?|dimensions?|"
        r"sizes?|尺寸|规格|外形|长宽高",
    },
    "density": {
        "other": r"tap(?:ped)?(?: density)?|loose density|true density|振实(?:密度)?|松装(?:密度)?|堆积密度|堆密度|"
        r"真密度|理论密度|"
        r"theoretical density|相对密度|relative density|生坯密度|green density|松比|skeletal density|填充密度|"
        r"packing density|solution density|比重|pour(?:ed|ing) density|fill density|volumetric",
        "press_density": r"(?:极片)?压实(?:密度)?|compact(?:ion|ed)? density|press(?:ed|ing)? density|"
        r"powder compaction",
        "bulk_density": r"体积密度|体密度?|表观密度|视密度|bulk density|apparent density|\bBD\b",
        "density": r"density|密度",
    },
    "stress": {
        "other": r"compressive|compression|抗压(?:强度)?|耐压|yield|屈服(?:强度)?|油压|水压|液压|hydraulic|"
        r"system pressure|系统压力|"
        r"modulus|模量|hardness|硬度|Young|working pressure of oil|剪切|shear|杨氏",
        "flexural_strength": r"抗折(?:强度)?|抗弯(?:强度)?|弯曲强度|挠曲强度|flexural(?: strength)?|flexure strength|"
        r"bend(?:ing)? strength|transverse rupture strength|\bTRS\b|modulus of rupture|\bMOR\b",
        "tensile_strength": r"抗拉(?:强度)?|拉伸强度|抗张强度|tensile(?: strength)?|\bUTS\b|\bRm\b",
        "pressure": r"压力|压强|pressure",
    },
    "per_area": {
        "dislocation_density": r"位错密度|位错|dislocation density|dislocations?|etch pit density|\bEPD\b",
        "other": r"density|密度|dose|fluence|剂量",
    },
    "energy_mass": {
        "energy_density": r"能量密度|比能量|energy density|specific energy",
        "other": r"consumption|功耗|能耗|热值",
    },
    "capacity_mass": {
        "other": r"充电(?:比|克)?容量|不可逆(?:比|克)?容量|理论(?:比|克)?容量|"
        r"(?:theoretical|irreversible|(?<!dis)charge) (?:specific |gram )?capacity",
        "specific_capacity": r"(?:放电|可逆)?(?:克|比)容量|(?:discharge |reversible )?(?:specific |gram )?capacity",
    },
    "flow": {
        "other": r"耗水|用水|排水|循环|冷却水|water consumption|耗气|气量|风量|air|nitrogen|氮气|gas",
        "throughput": r"处理(?:能力|量|规模)|日处理|throughput|capacity|processing|treat(?:s|ing|ment)|流量",
    },
    "volume": {
        "other": r"包装|packing|shipping|装箱|体积|CBM|(?:oil|water|fuel|buffer) tank(?: volume| capacity)?|"
        r"油箱|冷却水|储罐|bottle|drum|桶装?|瓶",
        "chamber_volume": r"(?:有效|总|工作|公称|全)?容[积量]|"
        r"(?:effective|working|total|nominal|chamber|tank|cell)?\s?volume|capacity",
    },
    "power": {
        "other": r"总功率|装机|installed|total power|consumption|功耗|耗电|加热功率|heating power|泵|pump|"
        r"motor power|电机功率|冷却",
        "power": r"功率|power|output",
    },
    "frequency": {"other": r"bandwidth|带宽|clock|主频", "frequency": r"频率|frequency"},
    "field": {
        "other": r"表磁|剩磁|\bBr\b|\bHc[jb]?\b|remanence|surface(?: magnetic)? (?:field|flux)|"
        r"矫顽力|coercivity|背景|saturation|饱和|residual",
        "magnetic_field": r"(?:取向|成型|定向|充磁|最大)?磁场(?:强度)?|磁感应强度|"
        r"(?:magnetic|orient(?:ing|ation|ational|ed)?|align(?:ing|ment)) field(?: strength)?|field strength",
    },
    "percent": {
        "transmittance": r"透过率|透光率|透射率|transmittance|transmissivity|optical transmission",
        "first_efficiency": r"首次库[伦仑]?效率|首次充放电效率|首次效率|首效|首次库伦|"
        r"(?:first|initial)[\s-](?:cycle )?(?:coulombic )?efficiency|\bICE\b|\bFCE\b",
    },
    "time": {
        "cooling_time": r"冷却时间|降温时间|冷却|"
        r"冷却[至到]\s?\d{1,4}\s?°?C?|cooling time|cool(?:ed|ing)?(?: down)?(?: to \d{1,4}\s?°?C?)?,? (?:with)?in"
    },
    "temperature": {
        "other": r"环境温度?|ambient|storage|储存|melting|熔点|cooling water|水温|冷却水|露点|curie|居里|室温|耐温|"
        r"tempering|预热|preheat|room|沸点|boiling|出炉|至|闪点|flash",
        "temperature_tolerance": r"温度公差|温差|(?:炉温|温度|温区)?均匀[性度]|均温性|temperature tolerance|"
        r"(?:temperature |temp\.? )?uniformity",
        "accuracy": r"控温精度|温控精度|测温精度|control(?:ling)? (?:accuracy|precision)|"
        r"(?:temperature |temp\.? )?accuracy",
        "temperature_high": r"最高(?:工作|使用|加热|炉内|设计|炉)?温度?|极限温度|"
        r"[Mm]ax(?:imum)?\.? (?:working |operating |furnace |heating |service )?temp(?:erature|\.)?",
        "temperature_work": r"(?:工作|使用|操作|额定|常用)温度|加热温度|炉温|温度范围|"
        r"(?:working|operating|furnace|heating|rated) "
        r"temp(?:erature|\.)?(?: range)?|temperature range",
    },
    "current_density": {
        "anode_current_density": r"阳极(?:电流)?密度|anod(?:e|ic) current density",
        "cathode_current_density": r"阴极(?:电流)?密度|cathod(?:e|ic) current density",
    },
    "voltage": {"voltage": r"对锂电[压位]|对锂|(?:voltage|potential) (?:vs\.?|against) (?:Li\S{0,4}|lithium)"},
    "mass": {"other": r"net|gross|净|毛|总|N\.?W\.?|G\.?W\.?|载重|total", "mass": r"weight|重量?|单重|质量|mass"},
}
FILL = (
    r"(?:[\s:=(\[≈'’]|\bis\b|\bof\b|\bat\b|\bto\b|weight|\bwt\b\.?|重|为|是|达|可达|约|range|范围|分布|值|value|[)\]]|"
    r"(?:mm|um|μm|nm|MPa|g/cm3|强度|等于?)(?=[\s)\]:]))*\Z"
)
BEHIND = re.compile(r"[\s)]{0,2}(?:\(|in\s)?")
WINDOW = 44
CAPITAL = re.compile(r"(?<!\\)[A-Z](?![<>])")  # names are compared in small letters; \W and \Z keep their meaning
NEXT = re.compile(r"[\s:=(≥≤<>约为±+/-]*[\dΦφØ]")


def _one_of(names: dict[str, str], end: str = "") -> re.Pattern[str]:
    words = "|".join(f"(?P<{fact}>{forms})" for fact, forms in names.items())
    return re.compile(CAPITAL.sub(lambda m: m[0].lower(), f"(?:{words}){end}"))


BEFORE = {family: _one_of(names, FILL) for family, names in NAMES.items()}
AFTER = {family: _one_of(names, r"(?![a-z])") for family, names in NAMES.items()}
AFTER["voltage"] = re.compile(r"(?P<voltage>(?:vs\.?|versus|against)\s?(?:li|lithium)|\(?对锂)")


def named(text: str, measure: Measure) -> tuple[str, int, int]:
    """Return what a measure is called, or nothing, and from where to where the name and the number stand.

    A name before it counts first; one behind it, where no other number follows. Two that differ are "other".
    """
    before = AFTER.get(measure.family)
    if before is None:
        return "", measure.start, measure.end
    first = max(0, measure.start - WINDOW, *(text.rfind(sign, 0, measure.start) + 1 for sign in ",;|\n、"))
    match = BEFORE[measure.family].search(_small(text[first : measure.start]))
    place = BEHIND.match(text, measure.end)
    behind = before.match(_small(text), place.end()) if place else None
    if behind and NEXT.match(text, behind.end()):
        behind = None
    if match and match.lastgroup and match.lastgroup != "size":
        name, start = match.lastgroup, first + match.start()
        clash = behind and behind.lastgroup != name and not (behind.lastgroup == "size" or _within(text, measure))
        return ("other" if clash else name), start, measure.end
    if behind and behind.lastgroup:
        return behind.lastgroup, measure.start, behind.end()
    return ("size", first + match.start(), measure.end) if match else ("", measure.start, measure.end)


def _small(text: str) -> str:
    """Return a text in small letters, each at its place."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(s.lower() if len(s.lower()) == 1 else s for s in text)


def _within(text: str, measure: Measure) -> bool:
    """Whether a break stands between a number and the word behind it."""
    return text[measure.end : measure.end + 1] in ",;，；"
