/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `ready.json` and `lock` in the emulator's folder: how a second process finds the first one. The
 * lock is the truth about who serves the folder; it goes with its process, however that ends. */
#include "config.h"

#include "emulator/herald-emulator-ready.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "crypto/herald-authority.h"
#include "emulator/herald-emulator-bearer.h"
#include "emulator/herald-emulator-keys.h"
#include "emulator/herald-emulator-samples.h"
#include "emulator/herald-emulator-sign-in-proof.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define READY_FILE "ready.json"
#define LOCK_FILE "lock"
#define LOCK_MODE 0600
#define HEALTH_TIMEOUT_SECONDS 3

static void
add_setting (JsonObject           *object,
             const char           *name,
             HeraldEmulatorSite   *site,
             HeraldEmulatorSetting setting)
{
  json_object_set_string_member (object, name, herald_emulator_site_get_setting (site, setting));
}

/**
 * herald_emulator_ready_build_line:
 * @site: a listening, seeded site
 *
 * **Errors:** STORE, SECRET.
 *
 * Returns: (transfer full): one JSON object without a line end
 */
char *
herald_emulator_ready_build_line (HeraldEmulatorSite *site, GError **error)
{
  g_autofree char *ca = herald_authority_get_ca_path (herald_emulator_site_get_dir (site));
  g_autofree char *bearer = herald_emulator_bearer_issue_for_scripts (site, error);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (node, object);
  if (bearer == NULL)
    return NULL;
  json_object_set_string_member (object, "http", herald_emulator_site_get_http (site));
  json_object_set_string_member (object, "https", herald_emulator_site_get_https (site));
  json_object_set_string_member (object, "h2", herald_emulator_site_get_h2 (site));
  json_object_set_string_member (object, "ca", ca);
  json_object_set_boolean_member (object, "moved", herald_emulator_site_has_moved (site));
  add_setting (object, "adminToken", site, HERALD_EMULATOR_ADMIN_TOKEN);
  json_object_set_string_member (object, "bearer", bearer);
  add_setting (object, "tenantId", site, HERALD_EMULATOR_TENANT_ID);
  add_setting (object, "clientId", site, HERALD_EMULATOR_CLIENT_ID);
  add_setting (object, "confidentialClientId", site, HERALD_EMULATOR_CONFIDENTIAL_CLIENT_ID);
  add_setting (object, "clientSecret", site, HERALD_EMULATOR_CLIENT_SECRET);
  add_setting (object, "organizationId", site, HERALD_EMULATOR_ORGANIZATION_ID);
  add_setting (object, "userId", site, HERALD_EMULATOR_USER_ID);
  herald_emulator_sign_in_proof_add_to_ready_line (site, object);
  if (!herald_emulator_samples_add_to_ready_line (site, object, error))
    return NULL;
  return herald_json_write (node, FALSE);
}

/**
 * herald_emulator_ready_write:
 * @dir: the emulator's folder
 * @line: its ready line
 *
 * **Errors:** SECRET.
 *
 * Returns: whether `ready.json` was written, with mode 0600
 */
gboolean
herald_emulator_ready_write (const char *dir, const char *line, GError **error)
{
  g_autofree char *path = g_build_filename (dir, READY_FILE, NULL);

  return herald_emulator_keys_write_secret (path, line, error);
}

/**
 * herald_emulator_ready_remove:
 * @dir: the emulator's folder
 */
void
herald_emulator_ready_remove (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, READY_FILE, NULL);

  g_unlink (path);
}

/**
 * herald_emulator_ready_lock:
 * @dir: the emulator's folder
 *
 * Takes the folder for this process until the descriptor is closed.
 *
 * **Errors:** CONFLICT when another emulator has it, STORE when the folder cannot be used.
 *
 * Returns: a descriptor, or -1
 */
int
herald_emulator_ready_lock (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, LOCK_FILE, NULL);
  int              fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, LOCK_MODE);

  if (fd < 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_STORE, "Cannot use the folder “%s”: %s", dir,
                   g_strerror (errno));
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_CONFLICT,
               "Another emulator serves “%s”; stop it or choose another folder", dir);
  close (fd);
  return -1;
}

/* Whether somebody holds the lock; a folder without one was never served. */
static gboolean
is_locked (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, LOCK_FILE, NULL);
  int              fd = open (path, O_RDWR | O_CLOEXEC);
  gboolean         locked;

  if (fd < 0)
    return FALSE;
  locked = flock (fd, LOCK_SH | LOCK_NB) != 0;
  close (fd);
  return locked;
}

static gboolean
is_healthy (const char *origin)
{
  g_autofree char *url = g_strconcat (origin, "/_herald/health", NULL);
  g_autoptr (SoupSession) session =
    soup_session_new_with_options ("timeout", HEALTH_TIMEOUT_SECONDS, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonObject) object = NULL;
  const char *status = NULL;

  if (message == NULL)
    return FALSE;
  soup_session_set_proxy_resolver (session, NULL);
  body = soup_session_send_and_read (session, message, NULL, NULL);
  object = body != NULL ? herald_json_parse_object (body, NULL) : NULL;
  return object != NULL &&
         herald_json_read_string (object, "status", HERALD_JSON_REQUIRED, &status, NULL) &&
         strcmp (status, "ok") == 0;
}

/**
 * herald_emulator_ready_find:
 * @dir: a folder
 *
 * Waits for the other process's answer, three seconds at most.
 *
 * **Thread:** any.
 *
 * Returns: (transfer full) (nullable): the ready line of the emulator that serves @dir
 */
char *
herald_emulator_ready_find (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, READY_FILE, NULL);
  g_autofree char *line = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) object = NULL;
  const char *origin = NULL;
  gsize       length = 0;

  if (!is_locked (dir) || !g_file_get_contents (path, &line, &length, NULL))
    return NULL;
  bytes = g_bytes_new (line, length);
  object = herald_json_parse_object (bytes, NULL);
  if (object == NULL ||
      !herald_json_read_string (object, "http", HERALD_JSON_REQUIRED, &origin, NULL) ||
      !is_healthy (origin))
    return NULL;
  return g_steal_pointer (&line);
}
