"""What is measured in this room, by the database, for one row or many."""
