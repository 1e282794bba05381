"""Whether this node can serve: asked once before it begins, and by ``/readyz`` from then on."""
