"""Files taken in from anywhere: each opened in a process of its own, remembered, and never opened twice."""
