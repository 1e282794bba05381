"""What can be done with notices: tell somebody, send, set an address, choose."""
