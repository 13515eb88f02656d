"""The settings of the tests' own Postfix and Dovecot."""

from string import Template

#: Dovecot: IMAP with and without TLS, and the logins of both servers.
DOVECOT = Template("""
base_dir = $folder/run
state_dir = $folder/state
log_path = $folder/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <$folder/cert.pem
ssl_key = <$folder/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:$folder/mail/%n
mail_uid = vmail
mail_gid = vmail
first_valid_uid = 1
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = create
  }
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%n $folder/users
}
userdb {
  driver = static
  args = uid=vmail gid=vmail home=$folder/mail/%n
}
service imap-login {
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = $imaps
    ssl = yes
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener $folder/postfix/auth {
    mode = 0666
  }
}
""")

#: Postfix: takes mail from who is logged in, for its one domain; what goes elsewhere
#: is taken, and bounces.
POSTFIX = Template("""
compatibility_level = 3.6
queue_directory = $folder/postfix/queue
data_directory = $folder/postfix/data
maillog_file = $folder/postfix/mail.log
maillog_file_prefixes = $folder
myhostname = $domain
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/32
message_size_limit = 2000000
default_transport = nobody:
virtual_mailbox_domains = $domain
virtual_mailbox_base = $folder/mail
virtual_mailbox_maps = texthash:$folder/postfix/boxes
virtual_uid_maps = static:$uid
virtual_gid_maps = static:$gid
virtual_minimum_uid = 1
smtpd_tls_security_level = may
smtpd_tls_cert_file = $folder/cert.pem
smtpd_tls_key_file = $folder/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = $folder/postfix/auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions =
  check_recipient_access texthash:$folder/postfix/access
  reject_unlisted_recipient, permit_sasl_authenticated, reject
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
""")

#: Postfix's processes; none of them in a chroot, none that leaves the machine.
SERVICES = Template("""
127.0.0.1:$smtp inet n - n - - smtpd
127.0.0.1:$smtps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
nobody unix - n n - - pipe user=vmail argv=/bin/sh -c {exit 67}
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
""")
