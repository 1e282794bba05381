"""What is done with citizens, their clinics and their proxies."""
