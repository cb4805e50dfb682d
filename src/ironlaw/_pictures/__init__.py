"""The graph of a system as Mermaid, DOT and a drawing."""
