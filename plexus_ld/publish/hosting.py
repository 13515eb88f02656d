"""What a web server has to be told: which form to send, and where old addresses went.

Apache reads ``.htaccess`` as it is; nginx is given an example to copy from. A host
that reads neither still serves the page, which carries everything.
Source: RFC 9110 §12.5.1 (Accept), §15.4.2 (301); "Cool URIs for the Semantic Web" §4.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from rdflib import URIRef

from plexus_ld.plex.profile.representation import Representation, document_of

#: A host or path that may stand in a server's settings as it is. What is stranger is
#: left out: nothing of the profile may end a directive and begin another.
_PLAIN_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?")
#: What was said has an IRI; people are shown its page: "Cool URIs" §4.2.
_POST_RULES = (
    "# What you said has an address of its own; its page is beside it.",
    "RewriteRule ^objects/([A-Za-z0-9-]+)$ posts/$1.html [R=303,L]",
)
_NOTHING: Mapping[str, str] = MappingProxyType({})
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9._~/%@+-]*")


def htaccess(
    shown: Representation,
    types: Mapping[str, str],
    webfinger: bool,
    links: Mapping[str, str] = _NOTHING,
    *,
    has_posts: bool = False,
) -> bytes:
    """Return the settings for Apache, in the folder itself.

    Args:
        shown: What is published.
        types: The files beside the page and their media types, the best first.
        webfinger: Whether there is a WebFinger file.
        links: For files that are sent with a Link header, its value.
        has_posts: Whether pages of what was said lie there as well.
    """
    lines = [
        "# Written by Plexus-LD; needs AllowOverride FileInfo Options.",
        "DirectoryIndex index.html",
        *(
            f"AddType {type_} .{name.rpartition('.')[2]}"
            for name, type_ in types.items()
        ),
        "AddCharset utf-8 .ttl .html",
        "<IfModule mod_headers.c>",
        '  Header set Access-Control-Allow-Origin "*"',
        '  Header merge Vary "Accept"',
        "</IfModule>",
        "<IfModule mod_rewrite.c>",
        "  RewriteEngine On",
        *(f"  {text}" for text in _moved_rules(shown)),
        "  # A program that names a format gets it; a browser gets the page.",
        *(f"  {text}" for text in _accept_rules(types)),
        *(f"  {text}" for text in _POST_RULES if has_posts),
        "</IfModule>",
    ]
    for name, value in links.items():
        quoted = value.replace('"', '\\"')
        lines += [
            f'<Files "{name}">',
            "  <IfModule mod_headers.c>",
            f'    Header set Link "{quoted}"',
            "  </IfModule>",
            "</Files>",
        ]
    if webfinger:
        lines += [
            "<IfModule mod_headers.c>",
            "  <If \"%{REQUEST_URI} == '/.well-known/webfinger'\">",
            '    Header set Content-Type "application/jrd+json"',
            "  </If>",
            "</IfModule>",
        ]
    return "".join(f"{text}\n" for text in lines).encode()


def _accept_rules(types: Mapping[str, str]) -> Iterator[str]:
    for name, type_ in types.items():
        yield f'RewriteCond %{{HTTP_ACCEPT}} "{_wants(type_)}"'
        yield f"RewriteRule ^(index\\.html)?$ {name} [L]"


def _wants(media_type: str) -> str:
    """Return a pattern for an Accept header that names a type, and no page before it.

    Browsers name text/html first; programs that read RDF name it last, if at all.
    """
    return f"^((?!text/html).)*{_escaped(media_type)}"


def _moved_rules(shown: Representation) -> Iterator[str]:
    for host, path, target in redirects(shown):
        yield f"RewriteCond %{{HTTP_HOST}} ^{_escaped(host)}$ [NC]"
        yield f"RewriteCond %{{REQUEST_URI}} ^{_escaped(path)}$"
        yield f"RewriteRule ^ {_literal(target)} [R=301,L]"


def nginx(
    shown: Representation,
    types: Mapping[str, str],
    webfinger: bool,
    links: Mapping[str, str] = _NOTHING,
    *,
    has_posts: bool = False,
) -> bytes:
    """Return an example for nginx; it is copied into the server's own settings."""
    path = urlsplit(shown.document).path if shown.document else "/"
    if not _PLAIN_PATH.fullmatch(path):
        path = "/"
    lines = [
        "# Written by Plexus-LD: an example. The map stands in the http block,",
        "# the rest in the server block.",
        "map $http_accept $plexus_form {",
        "  default index.html;",
        *(f'  "~{_wants(type_)}" {name};' for name, type_ in types.items()),
        "}",
        "",
        f"location = {path} {{",
        "  add_header Vary Accept;",
        "  add_header Access-Control-Allow-Origin *;",
        f"  rewrite ^ {path}$plexus_form last;",
        "}",
        f"location ~ ^{_escaped(path)}foaf\\.(ttl|rdf|jsonld)$ {{",
        "  types {",
        *(f"    {type_} {name.rpartition('.')[2]};" for name, type_ in types.items()),
        "  }",
        "  charset utf-8;",
        "  charset_types text/turtle;",
        "  add_header Vary Accept;",
        "  add_header Access-Control-Allow-Origin *;",
        "}",
    ]
    if webfinger:
        lines += [
            "location = /.well-known/webfinger {",
            "  default_type application/jrd+json;",
            "  add_header Access-Control-Allow-Origin *;",
            "}",
        ]
    if has_posts:
        lines += [
            f"location ~ ^{_escaped(path)}objects/([A-Za-z0-9-]+)$ {{",
            f"  return 303 {path}posts/$1.html;",
            "}",
        ]
    for name, value in links.items():
        lines.append(f"location = {path}{name} {{ add_header Link '{value}'; }}")
    for host, old, target in redirects(shown):
        lines += [
            f"# In the server block of {host}:",
            f"location = {old} {{ return 301 {target}; }}",
        ]
    return "".join(f"{text}\n" for text in lines).encode()


def redirects(shown: Representation) -> list[tuple[str, str, str]]:
    """Return host, path and target of each old address that a server can redirect.

    An address whose host or path would need quoting is left out, and so is the
    document's own address.
    """
    if shown.document is None or not _plain(shown.document):
        return []
    old = {document_of(URIRef(iri)) for iri in shown.moved_from} - {shown.document}
    return sorted(
        (urlsplit(document).netloc, urlsplit(document).path or "/", str(shown.document))
        for document in old
        if document is not None and _plain(document)
    )


def _plain(document: URIRef) -> bool:
    parts = urlsplit(document)
    return (
        not parts.query
        and _PLAIN_HOST.fullmatch(parts.netloc) is not None
        and _PLAIN_PATH.fullmatch(parts.path or "/") is not None
    )


def _escaped(text: str) -> str:
    return re.sub(r"([.+*?()\[\]{}|^$\\])", r"\\\1", text)


def _literal(target: str) -> str:
    """Escape what a substitution of mod_rewrite would read as its own."""
    return target.replace("%", r"\%").replace("$", r"\$")
