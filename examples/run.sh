#!/bin/sh
# The main job, from nothing: a home, three people imported and joined, questions
# answered, a picture, the page published. Run it again: nothing is done twice.
set -eu
cd "$(dirname "$0")/.."

export PLEXUS_HOME="${PLEXUS_HOME:-$PWD/example-home}"
site="${SITE:-$PWD/example-site}"

step() {
    printf '\n$ plexus'
    for word in "$@"; do
        case $word in *' '*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    printf '\n'
    plexus "$@"
}

step init --name "Robin Example" --base https://robin.example/
step import examples
step me add knows "Alice Waratah"
step me set mbox robin@robin.example
step me add interest http://dbpedia.org/resource/Sailing http://dbpedia.org/resource/Tea
step me add account https://social.example/@robin
step people
step query near --param place=Hobart
step query friends-of-friends
step query shared-interests
step query path --param "to=Deniz Arslan"
step graph "$site.svg"
step publish "$site"

cat <<END

Your Plex lies in   $PLEXUS_HOME
Your page lies in   $site/index.html   (open it in a browser)
The network         $site.svg
Say the same things of yourself with  plexus me set …  and  plexus --help  tells the rest.
END
