"""How dates read, in one place (`FORMAT_MODULE_PATH`): everywhere as they are typed and exported."""
