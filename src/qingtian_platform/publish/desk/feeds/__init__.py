"""The delivery wall: who shares what with the city, and whether it came."""
