#!/bin/sh
# The main job, from nothing: a home, three people imported and joined, questions
# answered, a picture, the page published, two of them connected and written to; then
# the agent, until Ctrl-C. Run it again: nothing is done twice.
# Two folders stand for the mailboxes of people who do not exist.
set -eu
cd "$(dirname "$0")/.."

export PLEXUS_HOME="${PLEXUS_HOME:-$PWD/example-home}"
site="${SITE:-$PWD/example-site}"
mail="${MAIL:-$PWD/example-mail}"

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

mkdir -p "$mail/alice" "$mail/bashir"
step connect "Alice Waratah" --out "file:$mail/alice" --in "file:$mail/alice"
step connect "Bashir Okafor" --out "file:$mail/bashir"
step circle create sailors --member "Alice Waratah" --member "Bashir Okafor"
step share "Shall we sail on Saturday?" --to circle:sailors --preview
if [ ! -s "$mail/alice/outbox.jsonl" ]; then
    step share "Shall we sail on Saturday?" --to circle:sailors
    echo '{"id": "urn:x-example:1", "content": "Saturday it is. I bring tea."}' \
        >>"$mail/alice/inbox.jsonl"
fi
step deliveries
step listen --once
step timeline

cat <<END

Your Plex lies in   $PLEXUS_HOME
Your page lies in   $site/index.html   (open it in a browser)
The network         $site.svg
What you said       $mail/alice/outbox.jsonl   (append to inbox.jsonl beside it: it is heard)
Say the same things of yourself with  plexus me set …  and  plexus --help  tells the rest.
END

step run
