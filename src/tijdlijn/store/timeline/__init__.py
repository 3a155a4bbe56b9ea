"""What a timeline keeps: launches under way and sessions, sealed and short-lived. Nothing of any study."""
