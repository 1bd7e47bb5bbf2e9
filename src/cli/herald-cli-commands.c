/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command table, and what is read off it: the command of a command line and the help. */
#include "config.h"

#include "cli/herald-cli-commands.h"

#include "cli/herald-cli-output.h"

#include <glib/gi18n.h>
#include <string.h>

/* clang-format off */
static const HeraldCliCommand COMMANDS[] = {
  { "env list", "", N_("List the environments"), NULL, herald_cli_env_list },
  { "env show", "[NAME]", N_("Show one environment"), NULL, herald_cli_env_show },
  { "env add", "NAME --url URL --client-id ID [--client-secret-file FILE | --certificate-file FILE]", N_("Save an environment"),
    N_("  --url URL                  Dataverse, such as https://contoso.crm4.dynamics.com\n"
       "  --client-id ID             the app registration: of a public client, or an application user there\n"
       "  --client-secret-file FILE  an application's secret; “-” reads standard input\n"
       "  --certificate-file FILE    an application's private key and certificate, both PEM\n"
       "      Without either a person signs in by “heraldctl auth login”.\n"
       "  --tenant ID                the directory (tenant) id; a person's sign-in learns it\n"
       "  --authority URL            sign-in origin of a national cloud; a person's sign-in learns it\n"
       "  --public-endpoint HOST     “Public Endpoint” of the developer information tab\n"
       "  --proxy PROXY              http://host:port, socks5://host:port, none, or system (the default)\n"
       "  --proxy-user NAME          by what name the proxy knows you\n"
       "  --proxy-password-file FILE that name's password; “-” reads standard input\n"
       "  --ca-file FILE             PEM of an authority to be trusted beside the system's\n"
       "  --tls-certificate-file FILE  .p12 or PEM with private key, shown to the environment's servers\n"
       "  --tls-passphrase-file FILE what protects that file; neither is needed again\n"
       "  --tls-errors refuse|ignore ignore takes any server for the right one; dangerous\n"
       "  --kind KIND                development, test or production (the default)\n"
       "  --read-only                only look: nothing is sent, changed or removed there\n"
       "  --colour #RRGGBB           how the window marks it"), herald_cli_env_add },
  { "env discover", "--client-id ID [--cloud CLOUD] [--add URL|UNIQUE-NAME [--name NAME] [--kind KIND]]",
    N_("Sign in and list the environments that you may use"),
    N_("  --client-id ID             the app registration of a public client\n"
       "  --cloud CLOUD              public (the default), gcc, gcc-high, dod or china\n"
       "  --tenant ID                another tenant than your own, where you are a guest\n"
       "  --discovery-url URL        the discovery service, in place of a cloud's; that of an emulator, say\n"
       "  --proxy PROXY, --proxy-user NAME, --proxy-password-file FILE, --ca-file FILE,\n"
       "  --tls-certificate-file FILE, --tls-passphrase-file FILE\n"
       "                             the way there, as with “env add”; it is saved with --add\n"
       "  --add URL|UNIQUE-NAME      save that one, so that nobody has to sign in to it again\n"
       "  --name NAME                under another name than its own\n"
       "  --kind KIND                development, test or production; else as it is listed\n"
       "  --device-code, --print-url, --timeout SECONDS  as with “auth login”\n"
       "      Without --add nothing is kept."), herald_cli_env_discover },
  { "env read-only", "NAME on|off", N_("Only look at an environment, or work in it again"), NULL, herald_cli_env_read_only },
  { "env set", "NAME OPTION…", N_("Change a saved environment"),
    N_("  --url URL, --client-id ID, --tenant ID, --authority URL, --public-endpoint HOST,\n"
       "  --kind KIND, --colour #RRGGBB\n"
       "                             as with “env add”; that it is for production no more needs --confirm NAME\n"
       "  --client-secret-file FILE  an application's new secret; “-” reads standard input\n"
       "  --certificate-file FILE    an application's new private key and certificate, both PEM\n"
       "  --proxy PROXY              http://host:port, socks5://host:port, none, or system (the default)\n"
       "  --proxy-user NAME          by what name the proxy knows you\n"
       "  --proxy-password-file FILE that name's password; “-” reads standard input\n"
       "  --ca-file FILE             PEM of an authority to be trusted beside the system's\n"
       "  --tls-certificate-file FILE  .p12 or PEM with private key, shown to the environment's servers\n"
       "  --tls-passphrase-file FILE what protects that file; neither is needed again\n"
       "  --tls-errors refuse|ignore ignore takes any server for the right one; dangerous\n"
       "      What is not named stays as it is; an empty value removes it."), herald_cli_env_set },
  { "env rename", "NAME NEW-NAME", N_("Give a saved environment another name"), NULL, herald_cli_env_rename },
  { "env remove", "NAME", N_("Forget a saved environment and its secrets"), NULL, herald_cli_env_remove },
  { "env test", "[NAME]", N_("Try the environment step by step"), NULL, herald_cli_env_test },
  { "env hosts", "[NAME]", N_("Show which servers may be contacted, and when each was"),
    N_("  Without NAME those of all environments. Nothing is ever sent to a server that is not listed\n"
       "  as allowed; what would have gone elsewhere is listed as refused."), herald_cli_env_hosts },
  { "auth login", "[--device-code] [--client-id ID] [--print-url] [--accept-changes] [--timeout SECONDS]",
    N_("Sign in to the environment of --env"),
    N_("  --device-code              by a code that is entered in the browser of any device\n"
       "  --client-id ID             another app registration than the saved one\n"
       "  --print-url                print the address instead of opening the browser\n"
       "  --accept-changes           another organization or user than the last time is right\n"
       "  --timeout SECONDS          how long the browser is waited for (300)"), herald_cli_auth_login },
  { "auth logout", "", N_("Forget what one signs in with there"), NULL, herald_cli_auth_logout },
  { "auth status", "[--check]", N_("Say who is signed in"),
    N_("  --check                    sign in without asking, to see that it still works"), herald_cli_auth_status },
  { "secret list", "", N_("Say which secrets are kept, and where"), NULL, herald_cli_secret_list },
  { "secret remove", "ENVIRONMENT KIND ID", N_("Remove a secret from wherever it is kept"),
    N_("  The three are what “secret list” says; ENVIRONMENT may be its name."), herald_cli_secret_remove },
  { "secret move", "keyring|file", N_("Move all secrets to the keyring or to the file"),
    N_("  The file is deleted with its last secret."), herald_cli_secret_move },
  { "secret file create", "[--new-passphrase-file FILE]", N_("Make a passphrase-protected file of secrets"),
    N_("  Where no Secret Service runs, on a server for instance. From then on secrets are kept there.\n"
       "  --new-passphrase-file FILE one line; “-” is standard input; without it the terminal asks twice"), herald_cli_secret_file_create },
  { "secret file unlock", "", N_("Try the passphrase of the file of secrets"),
    N_("  The passphrase comes from --passphrase-file or is asked for on the terminal."), herald_cli_secret_file_unlock },
  { "secret file change-passphrase", "[--new-passphrase-file FILE]", N_("Give the file of secrets another passphrase"),
    N_("  --new-passphrase-file FILE one line; “-” is standard input; without it the terminal asks twice\n"
       "      The one so far comes from --passphrase-file or the terminal."), herald_cli_secret_file_change_passphrase },
  { "secret file remove", "--yes", N_("Delete the file with all secrets in it"),
    N_("  --yes                      they cannot be had back; no passphrase is asked for"), herald_cli_secret_file_remove },
  { "app list", "", N_("List the mobile app configurations"), NULL, herald_cli_app_list },
  { "app show", "ID", N_("Show one configuration, without secrets"), NULL, herald_cli_app_show },
  { "app create", "--file app.json | --name NAME …", N_("Create a configuration"),
    N_("  --file FILE                the whole configuration; key files relative to it:\n"
       "      {\"name\": …, \"description\": …,\n"
       "       \"ios\": {\"mode\": \"token\", \"bundleId\": …, \"teamId\": …, \"keyId\": …, \"keyFile\": \"AuthKey_….p8\",\n"
       "               \"environment\": \"production\" | \"sandbox\"},\n"
       "       \"android\": {\"serviceAccountFile\": \"….json\"}}\n"
       "  --name NAME  --description TEXT  --bundle-id ID  --team-id ID  --key-id ID\n"
       "  --apns-key FILE            the .p8; its name tells the key ID\n"
       "  --apns-environment E       production or sandbox\n"
       "  --service-account FILE     the JSON of the Firebase service account"), herald_cli_app_create },
  { "app update", "ID --file app.json | --name NAME …", N_("Change what is given, and nothing else"),
    N_("  The options of “app create”."), herald_cli_app_update },
  { "app delete", "ID", N_("Delete a configuration"), NULL, herald_cli_app_delete },
  { "app check", "ID", N_("Try the credentials without reaching a phone"), NULL, herald_cli_app_check },
  { "app sheet", "ID [--format text|json|markdown] [--reveal]", N_("Write the developer sheet"),
    N_("  --reveal                   with the access token in clear"), herald_cli_app_sheet },
  { "app token list", "ID", N_("List the access tokens"), NULL, herald_cli_token_list },
  { "app token create", "ID [--name NAME]", N_("Make an access token"), NULL, herald_cli_token_create },
  { "app token revoke", "ID TOKEN-ID", N_("Take an access token out of use"), NULL, herald_cli_token_revoke },
  { "person find", "EMAIL… [--file FILE]", N_("Find contacts and leads by e-mail"),
    N_("  --file FILE                one address a line; “-” reads standard input"), herald_cli_person_find },
  { "device list", "[--user USER] [--app ID] [--search TEXT]", N_("List the registered devices"), N_("  --user USER                the ID of a contact or lead, or an e-mail address that only one\n"
       "                             of them has"), herald_cli_device_list },
  { "device register", "--app ID --user USER --platform ios|android --token T [--wait]", N_("Register a device"),
    N_("  --user USER                the ID of a contact or lead, or an e-mail address that only one\n"
       "                             of them has\n"
       "  --wait                     follow it to Success or Failed\n"
       "  --api v2                   the API's version (v2 is the only one offered)"), herald_cli_device_register },
  { "device cleanup", "--app ID --user USER [--token T] | --file FILE", N_("Take registrations away"),
    N_("  --user USER                the ID of a contact or lead, or an e-mail address that only one\n"
       "                             of them has\n"
       "  Without --token every device of the person in that app goes.\n"
       "  --file FILE                CSV with the columns app,user,token and a header line"), herald_cli_device_cleanup },
  { "push list", "", N_("List the saved pushes"), NULL, herald_cli_push_list },
  { "push show", "ID", N_("Show a saved push"), NULL, herald_cli_push_show },
  { "push save", "--file FILE", N_("Save a push as a draft"), NULL, herald_cli_push_save },
  { "push send", "--app ID (--user USER | --device ID | --token T --platform P) (--file FILE | --title … --message …)",
    N_("Send a push as a test, straight to APNs and FCM"),
    N_("  --user USER                the ID of a contact or lead, or an e-mail address that only one\n"
       "                             of them has\n"
       "  --title --subtitle --message --image URL --link URL\n"
       "  --file FILE                {\"title\", \"subtitle\", \"message\", \"imageUrl\", \"link\"}; “-” reads standard input"), herald_cli_push_send },
  { "push preview", "(--file FILE | --title … --message …)", N_("Show the payloads, their size and the findings"), NULL, herald_cli_push_preview },
  { "inapp send", "--recipient USER… (--file FILE | --title … --body …)", N_("Send an in-app notification"),
    N_("  --recipient USER           a system user's id or e-mail; may be repeated\n"
       "  --title --body --icon info|success|failure|warning|mention --toast timed|hidden\n"
       "  --priority normal|high --expiry SECONDS\n"
       "  --action-title TEXT --action-url URL [--action-target inline|dialog|newWindow]\n"
       "  --file FILE                the same as JSON; “-” reads standard input"), herald_cli_inapp_send },
  { "inapp list", "[--recipient USER]", N_("List what stands in the notification centres"), NULL, herald_cli_inapp_list },
  { "inapp recall", "ID…", N_("Delete notifications that were sent"), NULL, herald_cli_inapp_recall },
  { "inapp preview", "(--file FILE | --title … --body …)", N_("Show the request that would be sent"), NULL, herald_cli_inapp_preview },
  { "emulator run", "[--dir DIR] [--http-port N] [--https-port N] [--h2-port N] [--seed small|demo|10k|100k] [--in-memory]",
    N_("Run the emulator until SIGINT or SIGTERM"),
    N_("  --http-port N              port of HTTP; without it that of the folder's last start,\n"
       "                             or a new one where it is in use\n"
       "  --https-port N             port of HTTPS, in the same way\n"
       "  --h2-port N                port of HTTP/2, in the same way\n"
       "  --dir DIR                  another folder than the one of the data folder\n"
       "  --seed NAME                what a new folder is filled with\n"
       "  --in-memory                keep nothing; ports are new at each start"), herald_cli_emulator_run },
  { "emulator status", "", N_("Say whether an emulator runs on the data folder"), NULL, herald_cli_emulator_status },
  { "emulator reset", "[--seed small|demo|10k|100k] [--table NAME…]", N_("Put the emulator back to its seed"),
    N_("  --seed NAME                another seed than the one that was there\n"
       "  --table NAME               only the rows of this table, such as contact; may be repeated"), herald_cli_emulator_reset },
  { "emulator snapshot list", "", N_("List the snapshots"), NULL, herald_cli_snapshot_list },
  { "emulator snapshot save", "NAME", N_("Keep all rows under a name"), NULL, herald_cli_snapshot_save },
  { "emulator snapshot restore", "NAME", N_("Go back to a snapshot"), NULL, herald_cli_snapshot_restore },
  { "emulator snapshot delete", "NAME", N_("Delete a snapshot"), NULL, herald_cli_snapshot_delete },
  { "emulator snapshot export", "NAME FILE", N_("Write a snapshot to a file"), NULL, herald_cli_snapshot_export },
  { "emulator snapshot import", "FILE NAME", N_("Read a snapshot from a file"), NULL, herald_cli_snapshot_import },
  { "emulator import contacts", "FILE [--id GUID]", N_("Import contacts from CSV, all or none"),
    N_("  A header line names the columns: lastname, firstname, emailaddress1 and so on.\n"
       "  --id GUID                  so that no row comes in twice when the command is repeated"), herald_cli_import_contacts },
  { "emulator import devices", "FILE [--id GUID]", N_("Import registered devices from CSV, all or none"),
    N_("  The columns are platform, token, user and app.\n"
       "  --id GUID                  so that no row comes in twice when the command is repeated"), herald_cli_import_devices },
  { "emulator clock", "", N_("Show the emulator's clock"), NULL, herald_cli_clock_show },
  { "emulator clock advance", "SECONDS", N_("Turn the emulator's clock on"), NULL, herald_cli_clock_advance },
  { "emulator clock reset", "", N_("Set the emulator's clock back to the system's"), NULL, herald_cli_clock_reset },
  { "emulator fault list", "", N_("List the faults and how often they struck"), NULL, herald_cli_fault_list },
  { "emulator fault add", "(--file FILE | --status N | --delay-ms N | --drop before|after | --truncate | --garbage) …",
    N_("Make the emulator fail on purpose"),
    N_("  --method M  --path P       which calls; * stands for any text\n"
       "  --every N                  each so manieth of them\n"
       "  --share X [--seed N]       this share of them, such as 0.01\n"
       "  --times N                  so often at most\n"
       "  --for-seconds N            so long by the emulator's clock\n"
       "  --status N [--retry-after SECONDS]\n"
       "  --delay-ms N               the answer comes later\n"
       "  --drop before|after        the connection ends before or after the work is done\n"
       "  --truncate  --garbage      the answer is cut off or nonsense\n"
       "  --file FILE                the rule as JSON; “-” reads standard input"), herald_cli_fault_add },
  { "emulator fault remove", "ID", N_("Remove a fault"), NULL, herald_cli_fault_remove },
  { "emulator fault clear", "", N_("Remove all faults"), NULL, herald_cli_fault_clear },
  { "emulator switch list", "", N_("List the emulator's switches"), NULL, herald_cli_switch_list },
  { "emulator switch set", "NAME=VALUE…", N_("Change how the emulator behaves"),
    N_("  apnsFirstStreams=N\n      streams of a new APNs connection; 1 does as Apple\n"
       "  apnsPushesPerDevice=N\n      pushes to a device in a minute before TooManyRequests; 0 is no limit\n"
       "  apnsTokenUpdates=N\n      new tokens of a key in 20 minutes before TooManyProviderTokenUpdates\n"
       "  fcmEnabled=B\n      false: FCM answers SERVICE_DISABLED\n"
       "  fcmMessagesPerDevice=N\n      messages to a device in a minute before QUOTA_EXCEEDED; 0 is no limit\n"
       "  registrationShortestMs=N registrationLongestMs=N\n      how long a registration takes\n"
       "  registrationThrottled=B\n      true: no registration ends\n"
       "  registrationTexts=codes|rows|everywhere\n      where refusals are sentences\n"
       "  deviceStorageFull=B\n      true: FailedToStoreDevice\n"
       "  tellWrongApiToken=B\n      true: ApiTokenNotValid in place of Pending for ever\n"
       "  webhookSignature=base64/utf8|base64/decoded|hex/utf8|hex/decoded\n"
       "  quietNotifications=B\n      true: SendAppNotification answers 204 without the ID\n"
       "  serviceProtection=B\n      true: Dataverse limits requests, by serviceProtectionRequests,\n      serviceProtectionSeconds and serviceProtectionConcurrent\n"
       "  challengeClaims=B\n      true: Dataverse asks for a second factor\n"
       "  refuseAssertionReplay=B\n      true: a client assertion is good once"), herald_cli_switch_set },
  { "emulator log", "[--path P] [--method M] [--status S] [--since TIME] [--text T] [--after N] [--limit M] [--wait SECONDS]",
    N_("Show the emulator's request log"),
    N_("  --path P       whose path it is; * stands for any text, such as '/3/device/*'\n"
       "  --method M     such as POST\n"
       "  --status S     one status such as 404, or all such as 4xx\n"
       "  --since TIME   by the emulator's clock, such as 2026-11-01T12:00:00Z\n"
       "  --text T       what stands in the address, the status or a body, in any case\n"
       "  --after N      only what is newer than number N\n"
       "  --limit M      so many at most, the oldest first; 100 when it is left out\n"
       "  --wait SECONDS wait for the first one when there is none, at most 300 seconds"), herald_cli_emulator_log },
  { "emulator log clear", "", N_("Empty the emulator's request log"), NULL, herald_cli_emulator_log_clear },
  { "emulator journey run", "--file FILE | --app ID (--message-id ID | --title … --message …) (--user USER… | --filter F)",
    N_("Send a message to an audience, with opens and clicks counted"),
    N_("  --user USER                the ID of a contact or lead, or an e-mail address that only one\n"
       "                             of them has; may be repeated\n"
       "  --filter F                 an OData filter, such as \"lastname eq 'Doe'\"\n"
       "  --table contact|lead       whose rows they are; contact when it is left out\n"
       "  --title --subtitle --message --image URL --link URL; {{firstname}} is filled in\n"
       "  --message-id ID            a saved push message of Dataverse\n"
       "  --name NAME                what the journey is called\n"
       "  --file FILE                {\"name\", \"app\", \"message\" | \"messageId\", \"audience\"}; “-” reads standard input"), herald_cli_journey_run },
  { "emulator journey list", "", N_("List the journeys with what was sent, opened and clicked"), NULL, herald_cli_journey_list },
  { "emulator journey show", "ID", N_("Show one journey"), NULL, herald_cli_journey_show },
  { "emulator phone list", "", N_("List the emulated phones"), NULL, herald_cli_phone_list },
  { "emulator phone show", "ID", N_("Show a phone with its tokens"), NULL, herald_cli_phone_show },
  { "emulator phone add", "platform=ios|android NAME=VALUE…", N_("Add a phone"),
    N_("  name=TEXT osVersion=TEXT permission=granted|denied|notAsked app=ID user=ID consent=true|false\n"
       "  bundleId=TEXT projectId=TEXT\n                             an app of your own in place of one of Dataverse\n"
       "  environment=sandbox        a development build of it\n"
       "  token=TEXT                 a token of your own choice"), herald_cli_phone_add },
  { "emulator phone remove", "ID", N_("Remove a phone; its tokens end"), NULL, herald_cli_phone_remove },
  { "emulator phone notifications", "ID", N_("Show what a phone received"), NULL, herald_cli_phone_notifications },
  { "emulator phone tap", "ID NOTIFICATION", N_("Tap a notification on a phone"), NULL, herald_cli_phone_tap },
  { "emulator phone set", "ID NAME=VALUE…", N_("Change a phone"),
    N_("  online=true|false installed=true|false permission=granted|denied|notAsked consent=true|false app=ID osVersion=TEXT\n"
       "  reset=true     as on its first day: app installed anew, nothing received, permission as the system begins"), herald_cli_phone_set },
  { "emulator phone ask-permission", "ID ANSWER", N_("Let the app ask whether it may notify"),
    N_("  ANSWER is what the phone's owner says when the system asks: granted or denied"), herald_cli_phone_ask_permission },
  { "emulator interaction list", "[--after N] [--limit M]", N_("List what was opened and clicked"),
    N_("  --after N      only what is newer than number N\n"
       "  --limit M      so many at most, the oldest first; 100 when it is left out"), herald_cli_interaction_list },
  { "emulator apns certificate issue", "BUNDLE-ID FILE [--environment production|sandbox] [--valid-days N]",
    N_("Write a client certificate of APNs with its key"),
    N_("  FILE                       the .p12 that is written\n"
       "  --environment E            production or sandbox; both when it is left out\n"
       "  --valid-days N             from 1 to 3653; 395 when it is left out"), herald_cli_apns_certificate_issue },
  { "emulator apns certificate revoke", "FINGERPRINT", N_("Take a client certificate out of use"), NULL, herald_cli_apns_certificate_revoke },
  { "emulator apns key set", "KEY-ID [--environment production|sandbox] [--revoked]", N_("Say what a signing key may do"),
    N_("  --environment E            where it is good; both when it is left out\n"
       "  --revoked                  it is good nowhere"), herald_cli_apns_key_set },
  { "emulator sign-in list", "", N_("List the apps and users of the sign-in"), NULL, herald_cli_sign_in_list },
  { "emulator sign-in approve", "USER-CODE [--user USER] [--deny]", N_("Answer a device-code sign-in"),
    N_("  --user USER                a user name or object ID; the administrator when it is left out\n"
       "  --deny                     decline it"), herald_cli_sign_in_approve },
  { "emulator sign-in revoke", "[USER]", N_("End the refresh tokens of a user"),
    N_("  USER is a user name or object ID; the administrator when it is left out"), herald_cli_sign_in_revoke },
  { "emulator app-session start", "USER [--app NAME]", N_("Start a model-driven app for a user"),
    N_("  USER is the ID or e-mail address of a user; NAME is the unique name of the app"), herald_cli_app_session_start },
  { "emulator app-session show", "ID", N_("Show what a user sees in an app"), NULL, herald_cli_app_session_show },
  { "emulator app-session navigate", "ID", N_("Open another page of an app"), NULL, herald_cli_app_session_navigate },
  { "emulator app-session open-center", "ID", N_("Open the notification center of an app"), NULL, herald_cli_app_session_open_center },
  { "emulator app-session dismiss", "ID NOTIFICATION | ID --all", N_("Dismiss in-app notifications"), NULL, herald_cli_app_session_dismiss },
  { "emulator app-session close", "ID", N_("Close an app"), NULL, herald_cli_app_session_close },
};
/* clang-format on */

static guint
count_matching_words (const HeraldCliCommand *command, GPtrArray *arguments)
{
  g_auto (GStrv) words = g_strsplit (command->name, " ", -1);
  guint n_words = g_strv_length (words);

  if (n_words > arguments->len)
    return 0;
  for (guint i = 0; i < n_words; i++)
    if (strcmp (words[i], g_ptr_array_index (arguments, i)) != 0)
      return 0;
  return n_words;
}

/**
 * herald_cli_commands_find:
 * @arguments: (element-type utf8): the words of the command line; loses the command's name
 *
 * Returns: (transfer none) (nullable): the command
 */
const HeraldCliCommand *
herald_cli_commands_find (GPtrArray *arguments)
{
  const HeraldCliCommand *found = NULL;
  guint                   most_words = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    {
      guint n_words = count_matching_words (&COMMANDS[i], arguments);

      if (n_words > most_words)
        {
          most_words = n_words;
          found = &COMMANDS[i];
        }
    }
  if (found != NULL)
    g_ptr_array_remove_range (arguments, 0, most_words);
  return found;
}

/* How many single-letter edits lie between two short words. */
static guint
measure_distance (const char *a, const char *b)
{
  gsize             length = strlen (b);
  g_autofree guint *row = g_new (guint, length + 1);

  for (gsize j = 0; j <= length; j++)
    row[j] = (guint) j;
  for (gsize i = 0; a[i] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = (guint) i + 1;
      for (gsize j = 0; j < length; j++)
        {
          guint kept = diagonal + (a[i] != b[j]);

          diagonal = row[j + 1];
          row[j + 1] = MIN (kept, MIN (row[j], row[j + 1]) + 1);
        }
    }
  return row[length];
}

/**
 * herald_cli_commands_suggest:
 * @arguments: (element-type utf8): words that are no command
 *
 * Returns: (transfer none) (nullable): the name of a command close to them
 */
const char *
herald_cli_commands_suggest (GPtrArray *arguments)
{
  const char *best = NULL;
  guint       least = 4;

  for (gsize i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    {
      g_auto (GStrv) words = g_strsplit (COMMANDS[i].name, " ", -1);
      g_autoptr (GString) given = g_string_new (NULL);
      guint distance;

      for (guint j = 0; j < arguments->len && words[j] != NULL; j++)
        g_string_append_printf (given, "%s%s", j > 0 ? " " : "",
                                (const char *) g_ptr_array_index (arguments, j));
      distance = measure_distance (given->str, COMMANDS[i].name);
      if (distance < least)
        {
          least = distance;
          best = COMMANDS[i].name;
        }
    }
  return best;
}

static gboolean
is_below (const HeraldCliCommand *command, GPtrArray *group)
{
  g_auto (GStrv) words = g_strsplit (command->name, " ", -1);

  if (group->len > g_strv_length (words))
    return FALSE;
  for (guint i = 0; i < group->len; i++)
    if (!g_str_equal (words[i], g_ptr_array_index (group, i)))
      return FALSE;
  return TRUE;
}

/**
 * herald_cli_commands_is_group:
 * @words: (element-type utf8): words that are no command
 *
 * Returns: whether commands begin with them
 */
gboolean
herald_cli_commands_is_group (GPtrArray *words)
{
  for (gsize i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    if (is_below (&COMMANDS[i], words))
      return words->len > 0;
  return FALSE;
}

/**
 * herald_cli_commands_print_help:
 * @group: (element-type utf8): only commands that begin with these words; empty for all
 *
 * Returns: %FALSE when there are none; nothing is printed then
 */
gboolean
herald_cli_commands_print_help (GPtrArray *group)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    if (is_below (&COMMANDS[i], group))
      g_string_append_printf (list, "\n  %-33s %s", COMMANDS[i].name, _(COMMANDS[i].summary));
  if (list->len == 0)
    return FALSE;
  herald_cli_print_line ("%s\n%s", _("Usage: heraldctl [--env NAME] [--json] [--data-dir DIR] [--confirm NAME] "
                           "[--passphrase-file FILE] COMMAND [ARGUMENT…]"),
                                      list->str);
  herald_cli_print_line (
    "\n%s",
    _("  --env NAME      the environment; “emulator” is built in and the default\n"
              "  --json          answer with one JSON document\n"
              "  --data-dir DIR  keep everything below this folder\n"
              "  --confirm NAME  an environment for production: without its name nothing is changed there\n"
              "  --passphrase-file FILE\n"
              "                  what unlocks the file of secrets, in one line; “-” is standard input\n"
              "  --version       print the version\n\n"
              "“heraldctl COMMAND --help” tells a command's options."));
  return TRUE;
}

/**
 * herald_cli_commands_print_command_help:
 * @command: a command
 */
void
herald_cli_commands_print_command_help (const HeraldCliCommand *command)
{
  herald_cli_print_line (_("Usage: heraldctl %s %s"), command->name, command->arguments);
  herald_cli_print_line ("\n%s", _(command->summary));
  if (command->help != NULL)
    herald_cli_print_line ("\n%s", _(command->help));
}
