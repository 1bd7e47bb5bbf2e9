/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator apns: client certificates of APNs, and what holds for its signing keys. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-emulator-call.h"
#include "cli/herald-cli-output.h"

#include <glib/gi18n.h>

/* The request's body; @valid_days 0 leaves it to the emulator. */
static JsonNode *
build_wanted (const char *bundle_id, const char *environment, int valid_days)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "bundleId", bundle_id);
  herald_cli_add_string (builder, "environment", environment);
  if (valid_days != 0)
    herald_cli_add_int (builder, "validDays", valid_days);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* For the owner's eyes only: it holds a private key. */
static gboolean
write_p12 (JsonObject *certificate, const char *file, GError **error)
{
  const char        *base64 = json_object_get_string_member (certificate, "p12");
  gsize              n_bytes = 0;
  g_autofree guchar *bytes = g_base64_decode (base64, &n_bytes);
  g_autoptr (GError) local_error = NULL;

  if (g_file_set_contents_full (file, (const char *) bytes, (gssize) n_bytes,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &local_error))
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("The file could not be written: %s"), local_error->message);
  return FALSE;
}

static void
print_certificate (HeraldCli *cli, JsonObject *certificate, const char *file)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *fingerprint = json_object_get_string_member (certificate, "fingerprint");
  const char *passphrase = json_object_get_string_member (certificate, "passphrase");

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "fingerprint", fingerprint);
  herald_cli_add_string (builder, "bundleId",
                         json_object_get_string_member (certificate, "bundleId"));
  herald_cli_add_string (builder, "notAfter",
                         json_object_get_string_member (certificate, "notAfter"));
  herald_cli_add_string (builder, "file", file);
  herald_cli_add_string (builder, "passphrase", passphrase);
  json_builder_end_object (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_print_line (_("%s is written; its passphrase is “%s”, its fingerprint %s"), file,
                              passphrase, fingerprint);
}

/**
 * herald_cli_apns_certificate_issue:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_apns_certificate_issue (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char   *environment = NULL;
  int                valid_days = 0;
  const GOptionEntry entries[] = {
    { "environment", 0, 0, G_OPTION_ARG_STRING, &environment, NULL, NULL },
    { "valid-days", 0, 0, G_OPTION_ARG_INT, &valid_days, NULL, NULL },
    { 0 },
  };
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (JsonNode) answer = NULL;
  const char *file;

  if (!herald_cli_parse_options (entries, arguments, 2, 2, error))
    return FALSE;
  file = g_ptr_array_index (arguments, 1);
  body = build_wanted (g_ptr_array_index (arguments, 0), environment, valid_days);
  answer = herald_cli_emulator_call (cli, "POST", "apns/certificates", body, error);
  if (answer == NULL || !write_p12 (json_node_get_object (answer), file, error))
    return FALSE;
  print_certificate (cli, json_node_get_object (answer), file);
  return TRUE;
}

/**
 * herald_cli_apns_certificate_revoke:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_apns_certificate_revoke (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 1, 1, error))
    return FALSE;
  path =
    herald_cli_emulator_build_path ("apns/certificates/", g_ptr_array_index (arguments, 0), "");
  return herald_cli_emulator_do (cli, "DELETE", path, NULL,
                                 _("The certificate is revoked"), error);
}

/**
 * herald_cli_apns_key_set:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_apns_key_set (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char   *environment = NULL;
  gboolean           revoked = FALSE;
  const GOptionEntry entries[] = {
    { "environment", 0, 0, G_OPTION_ARG_STRING, &environment, NULL, NULL },
    { "revoked", 0, 0, G_OPTION_ARG_NONE, &revoked, NULL, NULL },
    { 0 },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) body = NULL;
  g_autofree char *path = NULL;

  if (!herald_cli_parse_options (entries, arguments, 1, 1, error))
    return FALSE;
  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "environment", environment);
  herald_cli_add_boolean (builder, "revoked", revoked);
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);
  path = herald_cli_emulator_build_path ("apns/keys/", g_ptr_array_index (arguments, 0), "");
  return herald_cli_emulator_do (cli, "PUT", path, body,
                                 revoked ? _("The key is revoked") : _("The key is set"), error);
}
