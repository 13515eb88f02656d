"""Pictures of the network: who knows whom, drawn as SVG, PNG or a page."""
