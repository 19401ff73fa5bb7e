"""Release of information: asked for, approved or refused by a person, or published by a standing rule."""
