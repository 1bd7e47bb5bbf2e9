/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are given to commands, each with an error that names the file. */
#include "config.h"

#include "cli/herald-cli-files.h"

#include "base/herald-error.h"
#include "base/herald-json.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define MOST_BYTES ((gsize) 64 * 1024 * 1024)

/* Of a configuration's file. */
static const char *const app_members[] = { "name", "description", "ios", "android", NULL };
static const char *const ios_members[] = { "mode",    "bundleId",    "teamId", "keyId",
                                           "keyFile", "environment", NULL };
static const char *const android_members[] = { "mode", "serviceAccountFile", NULL };

static GBytes *
read_standard_input (GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[8192];
  size_t length;

  while ((length = fread (buffer, 1, sizeof buffer, stdin)) > 0 && bytes->len < MOST_BYTES)
    g_byte_array_append (bytes, buffer, (guint) length);
  if (ferror (stdin) || bytes->len >= MOST_BYTES)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                           _("Standard input cannot be read"));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * herald_cli_files_read:
 * @path: a file, or “-” for standard input
 *
 * **Errors:** INVALID names the file.
 *
 * Returns: (transfer full): what is in it
 */
GBytes *
herald_cli_files_read (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  char *content = NULL;
  gsize length = 0;

  if (strcmp (path, "-") == 0)
    return read_standard_input (error);
  if (g_file_get_contents (path, &content, &length, &local_error))
    return g_bytes_new_take (content, length);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("“%s” cannot be read: %s"), path, local_error->message);
  return NULL;
}

/**
 * herald_cli_files_read_secret:
 * @path: a file, or “-” for standard input
 *
 * **Errors:** INVALID.
 *
 * Returns: (transfer full): its text without surrounding blanks; free with herald_secret_free()
 */
char *
herald_cli_files_read_secret (const char *path, GError **error)
{
  GBytes *bytes = herald_cli_files_read (path, error);
  gsize   length = 0;
  char   *data;
  char   *secret;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_unref_to_data (bytes, &length);
  secret = g_strstrip (g_strndup (data != NULL ? data : "", length));
  if (data != NULL)
    explicit_bzero (data, length);
  g_free (data);
  if (*secret != '\0')
    return secret;
  g_clear_pointer (&secret, g_free);
  if (strcmp (path, "-") == 0)
    g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                         _("Standard input holds no secret"));
  else
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID, _("“%s” holds no secret"), path);
  return NULL;
}

/**
 * herald_cli_files_read_lines:
 * @path: a file, or “-” for standard input
 *
 * **Errors:** INVALID.
 *
 * Returns: (transfer full): its lines without blanks around them and without empty ones
 */
char **
herald_cli_files_read_lines (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = herald_cli_files_read (path, error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize       length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (bytes == NULL)
    return NULL;
  if (!g_utf8_validate (data != NULL ? data : "", (gssize) length, NULL))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is not text in UTF-8"), path);
      return NULL;
    }
  text = g_strndup (data != NULL ? data : "", length);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_strv_builder_add (builder, lines[i]);
  return g_strv_builder_end (builder);
}

/**
 * herald_cli_files_import_key:
 * @app: a configuration
 * @path: a .p8 file
 *
 * **Errors:** INVALID says what the file really is.
 *
 * Returns: whether the key was taken
 */
gboolean
herald_cli_files_import_key (HeraldApp *app, const char *path, GError **error)
{
  g_autoptr (GBytes) content = herald_cli_files_read (path, error);

  return content != NULL && herald_app_import_signing_key (app, path, content, error);
}

/**
 * herald_cli_files_import_service_account:
 * @app: a configuration
 * @path: a service account's JSON
 *
 * **Errors:** INVALID says what the file really is.
 *
 * Returns: whether it was taken
 */
gboolean
herald_cli_files_import_service_account (HeraldApp *app, const char *path, GError **error)
{
  g_autoptr (GBytes) content = herald_cli_files_read (path, error);

  return content != NULL && herald_app_import_service_account (app, path, content, error);
}

static gboolean
read_field (JsonObject    *object,
            const char    *name,
            HeraldApp     *app,
            HeraldAppField field,
            GError       **error)
{
  const char *value = NULL;

  if (!herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &value, error))
    return FALSE;
  if (value != NULL)
    herald_app_set (app, field, value);
  return TRUE;
}

/* A file named in @object, relative to @base. */
static gboolean
read_path (JsonObject *object, const char *name, const char *base, char **path, GError **error)
{
  const char *value = NULL;

  if (!herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &value, error))
    return FALSE;
  if (value != NULL)
    *path = g_path_is_absolute (value) ? g_strdup (value) : g_build_filename (base, value, NULL);
  return TRUE;
}

static gboolean
read_apns_environment (JsonObject *ios, HeraldApp *app, GError **error)
{
  const char *value = NULL;

  if (!herald_json_read_string (ios, "environment", HERALD_JSON_OPTIONAL, &value, error))
    return FALSE;
  if (value == NULL)
    return TRUE;
  if (strcmp (value, "production") != 0 && strcmp (value, "sandbox") != 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“environment” must be “production” or “sandbox”, not “%s”"), value);
      return FALSE;
    }
  herald_app_set_apns_environment (app, strcmp (value, "sandbox") == 0 ? HERALD_APNS_SANDBOX
                                                                       : HERALD_APNS_PRODUCTION);
  return TRUE;
}

/* A member that is spelled wrongly would be left out silently. */
static gboolean
check_members (JsonObject *object, const char *const *known, GError **error)
{
  JsonObjectIter iter;
  const char    *name;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      {
        g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                     _("There is no member “%s” here; “heraldctl app create --help” shows all"),
                        name);
        return FALSE;
      }
  return TRUE;
}

/* What can be set up here; the older modes can only be read. */
static gboolean
check_mode (JsonObject *object, const char *expected, GError **error)
{
  const char *mode = NULL;

  if (!herald_json_read_string (object, "mode", HERALD_JSON_OPTIONAL, &mode, error))
    return FALSE;
  if (mode == NULL || strcmp (mode, expected) == 0)
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("The mode “%s” cannot be set up here; use “%s”"), mode, expected);
  return FALSE;
}

static gboolean
read_ios (JsonObject *ios, const char *base, HeraldApp *app, GError **error)
{
  g_autofree char *key_file = NULL;

  if (!check_members (ios, ios_members, error) || !check_mode (ios, "token", error) ||
      !read_path (ios, "keyFile", base, &key_file, error))
    return FALSE;
  herald_app_set_apns_mode (app, HERALD_APNS_TOKEN);
  /* The file first: a key ID that is written out counts more than the file's name. */
  if (key_file != NULL && !herald_cli_files_import_key (app, key_file, error))
    return FALSE;
  return read_field (ios, "bundleId", app, HERALD_APP_BUNDLE_ID, error) &&
         read_field (ios, "teamId", app, HERALD_APP_TEAM_ID, error) &&
         read_field (ios, "keyId", app, HERALD_APP_KEY_ID, error) &&
         read_apns_environment (ios, app, error);
}

static gboolean
read_android (JsonObject *android, const char *base, HeraldApp *app, GError **error)
{
  g_autofree char *file = NULL;

  if (!check_members (android, android_members, error) ||
      !check_mode (android, "serviceAccount", error) ||
      !read_path (android, "serviceAccountFile", base, &file, error))
    return FALSE;
  herald_app_set_fcm_mode (app, HERALD_FCM_SERVICE_ACCOUNT);
  return file == NULL || herald_cli_files_import_service_account (app, file, error);
}

/**
 * herald_cli_files_read_app:
 * @path: a configuration's JSON
 * @app: takes what the file gives; the rest stays
 *
 * **Errors:** INVALID.
 *
 * Returns: whether the file could be read
 */
gboolean
herald_cli_files_read_app (const char *path, HeraldApp *app, GError **error)
{
  g_autoptr (GBytes) content = herald_cli_files_read (path, error);
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *base = g_path_get_dirname (path);
  JsonObject      *ios = NULL, *android = NULL;

  object = content != NULL ? herald_json_parse_object (content, error) : NULL;
  if (object == NULL || !check_members (object, app_members, error) ||
      !read_field (object, "name", app, HERALD_APP_NAME, error) ||
      !read_field (object, "description", app, HERALD_APP_DESCRIPTION, error) ||
      !herald_json_read_object (object, "ios", HERALD_JSON_OPTIONAL, &ios, error) ||
      !herald_json_read_object (object, "android", HERALD_JSON_OPTIONAL, &android, error) ||
      (ios != NULL && !read_ios (ios, base, app, error)) ||
      (android != NULL && !read_android (android, base, app, error)))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  return TRUE;
}
