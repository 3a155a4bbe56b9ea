"""The national address book (adresboek): institutions and the endpoints at which they are reached."""
