"""The owner's inbox in a Solid pod: read when the pod says that something came."""
