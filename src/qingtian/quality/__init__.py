"""Quality of data: flags with a history, and the checks that set them."""
