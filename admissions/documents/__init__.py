"""合同文本: Word templates a county uploads, checked and filled in by a process of its own.

`gate` looks at the package without parsing a document, `sandbox` says what a template may contain, `child` does both and
fills it in, `render` asks the child. Only `render` knows the rest of the portal.
"""
