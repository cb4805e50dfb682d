"""What a user holds after asking: solutions and sensitivities."""
