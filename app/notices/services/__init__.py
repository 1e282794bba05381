"""Operations on notices: promise, send, set an address, choose."""
