"""Stage 1: frames in over sockets and files, durable before they are answered."""
