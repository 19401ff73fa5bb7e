"""Letters about feeds: that one is late, that a batch was refused; each once, through the one outbox."""
