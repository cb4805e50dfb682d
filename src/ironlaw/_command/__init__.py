"""The command line, one file a command; what users type is data.

`main` declares the commands, `question` reads what they are asked, and the other files write what
comes back, as text and as facts for JSON.
"""
