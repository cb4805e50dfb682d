greek_unicode: dict[str, str]
