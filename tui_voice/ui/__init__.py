"""What is seen. Nobody else imports Textual."""
