"""What others see: the profile as files and pages."""
