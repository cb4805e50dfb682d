"""What a user declares and asks: relations, systems, laws and the registry."""
