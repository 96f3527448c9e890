"""What lines claim of quality: standard, grade and certificate, looked up and judged as a stage of assessment."""
