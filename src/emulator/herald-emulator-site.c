/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator's one shared object: folder, clock, rows, log, routes and listeners. Every request
 * comes through herald_emulator_site_dispatch(), and every answer leaves after the commit of what
 * it wrote. */
#include "config.h"

#include "emulator/herald-emulator-site.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "crypto/herald-authority.h"
#include "emulator/herald-emulator-early-refusal.h"
#include "emulator/herald-emulator-h2.h"
#include "emulator/herald-emulator-held.h"
#include "emulator/herald-emulator-hosts.h"
#include "emulator/herald-emulator-http.h"
#include "emulator/herald-emulator-keys.h"
#include "emulator/herald-emulator-pending.h"
#include "emulator/herald-emulator-ports.h"

#include <string.h>

#define MOST_BODY_BYTES ((gsize) 16 * 1024 * 1024)
#define MOST_H2_BODY_BYTES ((gsize) 256 * 1024) /* a push has at most a few kilobytes */
#define LONGEST_TARGET_BYTES 32768              /* Dataverse's limit for a URL, read 2026-11 */
#define LOG_ROWS 5000
#define LOG_BYTES ((gsize) 32 * 1024 * 1024)

static const char settings_sql[] = "CREATE TABLE IF NOT EXISTS setting ("
                                   "  name INTEGER PRIMARY KEY,"
                                   "  value TEXT NOT NULL)";
static const char select_setting_sql[] = "SELECT name, value FROM setting";
static const char insert_setting_sql[] = "INSERT INTO setting (name, value) VALUES (?1, ?2)"
                                         " ON CONFLICT (name) DO UPDATE SET value = excluded.value";

struct _HeraldEmulatorSite
{
  GObject parent_instance;

  char                  *dir;       /* (owned) */
  HeraldClock           *clock;     /* (owned) */
  HeraldEmulatorDb      *db;        /* (owned) */
  HeraldEmulatorLog     *log;       /* (owned) */
  HeraldEmulatorRouter  *router;    /* (owned) */
  HeraldKey             *token_key; /* (owned): signs access tokens */
  GHashTable            *services;  /* (owned): name to object */
  GArray                *reloads;   /* (element-type Reload) (owned) */
  char                  *settings[HERALD_EMULATOR_N_SETTINGS];
  HeraldEmulatorGateFunc gate_func;
  gpointer               gate_data; /* (unowned) */
  gint64                 start_us;
  HeraldEmulatorPending *pending; /* (owned): the calls that wait */
  HeraldEmulatorHeld    *held;    /* (owned): those of them that came at a bad time */
  gboolean               attending;

  HeraldEmulatorHttp *http;  /* (owned) */
  HeraldEmulatorHttp *https; /* (owned) */
  HeraldEmulatorH2   *h2;    /* (owned) */
  guint               first_streams;
  gboolean            moved; /* a port of the last start was not to be had */
  char               *http_origin;
  char               *https_origin;
  char               *h2_origin;
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorSite, herald_emulator_site, G_TYPE_OBJECT)

typedef struct
{
  gpointer       object;
  GDestroyNotify destroy;
} Service;

typedef struct
{
  HeraldEmulatorReloadFunc func;
  gpointer                 user_data; /* (unowned) */
} Reload;

static void
service_free (gpointer data)
{
  Service *self = data;

  if (self->destroy != NULL)
    self->destroy (self->object);
  g_free (self);
}

static gboolean
is_admin (HeraldEmulatorCall *call)
{
  return g_str_has_prefix (herald_emulator_call_get_path (call), "/_herald/");
}

/* The log has it before the caller has. */
static void
send_answer (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *self = HERALD_EMULATOR_SITE (user_data);

  if (!is_admin (call))
    herald_emulator_log_add (self->log, call, herald_clock_get_unix_us (self->clock));
  herald_emulator_call_release (call);
  herald_emulator_pending_remove (self->pending, call);
}

static void
committed_cb (gboolean committed, gpointer user_data)
{
  g_autoptr (HeraldEmulatorCall) call = HERALD_EMULATOR_CALL (user_data);
  HeraldEmulatorSite         *self = herald_emulator_call_get_answered_data (call);
  const HeraldEmulatorDamage *damage = herald_emulator_call_get_damage (call);

  if (!committed)
    herald_emulator_call_replace_answer (call, 500,
                                         "{\"error\":{\"code\":\"0x80040216\",\"message\":\"An "
                                         "unexpected error occurred.\"}}");
  if (damage->garbage)
    herald_emulator_call_garble (call);
  if (damage->delay_ms > 0)
    herald_emulator_pending_delay (self->pending, call, damage->delay_ms);
  else
    send_answer (call, self);
}

static void
answered_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *self = HERALD_EMULATOR_SITE (user_data);

  /* What is being written then is not this call's. */
  if (self->attending)
    committed_cb (TRUE, g_object_ref (call));
  else
    herald_emulator_db_after_commit (self->db, committed_cb, g_object_ref (call));
}

static gsize
get_target_length (HeraldEmulatorCall *call)
{
  const char *query = herald_emulator_call_get_query (call);

  return strlen (herald_emulator_call_get_path (call)) +
         (query != NULL ? strlen ("?") + strlen (query) : 0);
}

static void
route (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorSite *self = HERALD_EMULATOR_SITE (user_data);

  if (self->gate_func == NULL || is_admin (call) || !self->gate_func (call, self->gate_data))
    herald_emulator_router_dispatch (self->router, call);
  if (!herald_emulator_call_is_answered (call))
    herald_emulator_pending_add (self->pending, call);
}

/* Whether a call can be answered while rows are half changed. */
static gboolean
is_always_answered (HeraldEmulatorCall *call)
{
  const char *path = herald_emulator_call_get_path (call);

  return strcmp (herald_emulator_call_get_method (call), "GET") == 0 &&
         (strcmp (path, "/_herald/health") == 0 || g_str_has_prefix (path, "/_herald/import/"));
}

static void
herald_emulator_site_dispose (GObject *object)
{
  HeraldEmulatorSite *self = HERALD_EMULATOR_SITE (object);

  herald_emulator_site_stop (self);
  g_clear_pointer (&self->services, g_hash_table_unref);
  G_OBJECT_CLASS (herald_emulator_site_parent_class)->dispose (object);
}

static void
herald_emulator_site_finalize (GObject *object)
{
  HeraldEmulatorSite *self = HERALD_EMULATOR_SITE (object);

  g_clear_pointer (&self->reloads, g_array_unref);
  g_clear_pointer (&self->held, herald_emulator_held_free);
  g_clear_pointer (&self->pending, herald_emulator_pending_free);
  g_clear_object (&self->router);
  g_clear_object (&self->log);
  g_clear_object (&self->db);
  g_clear_object (&self->clock);
  g_clear_object (&self->token_key);
  g_clear_pointer (&self->dir, g_free);
  g_clear_pointer (&self->http_origin, g_free);
  g_clear_pointer (&self->https_origin, g_free);
  g_clear_pointer (&self->h2_origin, g_free);
  for (gsize i = 0; i < HERALD_EMULATOR_N_SETTINGS; i++)
    g_clear_pointer (&self->settings[i], g_free);
  G_OBJECT_CLASS (herald_emulator_site_parent_class)->finalize (object);
}

static void
herald_emulator_site_class_init (HeraldEmulatorSiteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = herald_emulator_site_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_site_finalize;
}

static void
herald_emulator_site_init (HeraldEmulatorSite *self)
{
  self->clock = herald_clock_new ();
  self->log = herald_emulator_log_new (LOG_ROWS, LOG_BYTES);
  self->router = herald_emulator_router_new ();
  self->pending = herald_emulator_pending_new (send_answer, self);
  self->held = herald_emulator_held_new (route, self);
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, service_free);
  self->reloads = g_array_new (FALSE, FALSE, sizeof (Reload));
  self->start_us = g_get_monotonic_time ();
  self->first_streams = HERALD_EMULATOR_H2_MOST_STREAMS;
}

static gboolean
read_settings (HeraldEmulatorSite *self, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (self->db, error, select_setting_sql, "");
  g_autoptr (GError) local_error = NULL;

  if (rows == NULL)
    return FALSE;
  while (herald_emulator_rows_next (rows, &local_error))
    {
      gint64 name = herald_emulator_rows_get_int (rows, 0);

      if (name < 0 || name >= HERALD_EMULATOR_N_SETTINGS)
        continue;
      g_free (self->settings[name]);
      self->settings[name] = g_strdup (herald_emulator_rows_get_text (rows, 1));
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static void
turn_clock (HeraldEmulatorSite *self, gint64 offset_seconds)
{
  gint64 step_seconds = offset_seconds - herald_clock_get_offset_seconds (self->clock);

  if (step_seconds != 0)
    herald_clock_advance_seconds (self->clock, step_seconds);
}

static gboolean
load_settings (HeraldEmulatorSite *self, GError **error)
{
  const char *offset;

  for (gsize i = 0; i < HERALD_EMULATOR_N_SETTINGS; i++)
    g_clear_pointer (&self->settings[i], g_free);
  if (!read_settings (self, error))
    return FALSE;
  offset = self->settings[HERALD_EMULATOR_CLOCK_OFFSET];
  turn_clock (self, offset != NULL ? g_ascii_strtoll (offset, NULL, 10) : 0);
  return TRUE;
}

/**
 * herald_emulator_site_new:
 * @dir: a folder that only this site uses
 * @db_path: (nullable): the file of its rows; %NULL keeps them in memory
 *
 * Opens the rows, makes or loads the keys. Must be called on the emulator's thread, whose
 * thread-default main context serves all of it.
 *
 * **Errors:** STORE, SECRET.
 *
 * Returns: (transfer full): a site without services that does not listen yet
 */
HeraldEmulatorSite *
herald_emulator_site_new (const char *dir, const char *db_path, GError **error)
{
  g_autoptr (HeraldEmulatorSite) self = g_object_new (HERALD_TYPE_EMULATOR_SITE, NULL);

  self->dir = g_strdup (dir);
  self->db = herald_emulator_db_open (db_path, error);
  if (self->db == NULL || !herald_emulator_db_execute (self->db, settings_sql, error) ||
      !load_settings (self, error))
    return NULL;
  if (!herald_authority_ensure (dir, herald_emulator_hosts_get_names (), error))
    return NULL;
  self->token_key = herald_emulator_keys_load_or_make (dir, "sign-in.key", HERALD_KEY_RSA, error);
  if (self->token_key == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
listen_http (gpointer server, guint16 port, GError **error)
{
  return herald_emulator_http_listen (server, port, error);
}

static gboolean
listen_h2 (gpointer server, guint16 port, GError **error)
{
  return herald_emulator_h2_listen (server, port, error);
}

/* Notes where the listeners are, for people and for the next start. */
static void
keep_ports (HeraldEmulatorSite *self)
{
  const HeraldEmulatorPorts ports = { herald_emulator_http_get_port (self->http),
                                      herald_emulator_http_get_port (self->https),
                                      herald_emulator_h2_get_port (self->h2) };

  self->http_origin = g_strdup_printf ("http://127.0.0.1:%u", ports.http);
  self->https_origin = g_strdup_printf ("https://localhost:%u", ports.https);
  self->h2_origin = g_strdup_printf ("https://localhost:%u", ports.h2);
  herald_emulator_ports_save (&ports, self->dir);
}

/**
 * herald_emulator_site_listen:
 * @self: a site with its services
 * @http_port: 0 takes the port of the folder's last start, or a free one; also below
 * @https_port: port of HTTPS
 * @h2_port: port of HTTP/2
 *
 * **Errors:** CONFLICT when a port is taken, NETWORK, SECRET.
 *
 * Returns: whether all three listeners are open
 */
gboolean
herald_emulator_site_listen (HeraldEmulatorSite *self,
                             guint16             http_port,
                             guint16             https_port,
                             guint16             h2_port,
                             GError            **error)
{
  g_autoptr (GTlsCertificate) certificate = herald_authority_load_server (self->dir, error);
  HeraldEmulatorPorts last;

  if (certificate == NULL)
    return FALSE;
  herald_emulator_ports_load (&last, self->dir);
  self->http =
    herald_emulator_http_new (NULL, MOST_BODY_BYTES, herald_emulator_site_dispatch, self);
  self->https =
    herald_emulator_http_new (certificate, MOST_BODY_BYTES, herald_emulator_site_dispatch, self);
  self->h2 =
    herald_emulator_h2_new (certificate, MOST_H2_BODY_BYTES, herald_emulator_site_dispatch, self);
  herald_emulator_h2_set_first_streams (self->h2, &self->first_streams);
  if (!herald_emulator_ports_listen (listen_http, self->http, http_port, last.http, &self->moved,
                                     error) ||
      !herald_emulator_ports_listen (listen_http, self->https, https_port, last.https, &self->moved,
                                     error) ||
      !herald_emulator_ports_listen (listen_h2, self->h2, h2_port, last.h2, &self->moved, error))
    return FALSE;
  keep_ports (self);
  return TRUE;
}

/**
 * herald_emulator_site_has_moved:
 * @self: a listening site
 *
 * Returns: whether it had to leave a port of the folder's last start to somebody else
 */
gboolean
herald_emulator_site_has_moved (HeraldEmulatorSite *self)
{
  return self->moved;
}

/**
 * herald_emulator_site_stop:
 * @self: the site
 *
 * Commits what was written, answers or refuses what waits, and closes all listeners and
 * connections.
 */
void
herald_emulator_site_stop (HeraldEmulatorSite *self)
{
  g_autoptr (GError) error = NULL;

  if (self->db != NULL && !herald_emulator_db_commit (self->db, &error))
    g_warning ("%s", error->message);
  herald_emulator_pending_finish (self->pending);
  if (self->http != NULL)
    herald_emulator_http_stop (self->http);
  if (self->https != NULL)
    herald_emulator_http_stop (self->https);
  if (self->h2 != NULL)
    herald_emulator_h2_stop (self->h2);
  g_clear_object (&self->http);
  g_clear_object (&self->https);
  g_clear_object (&self->h2);
}

/**
 * herald_emulator_site_dispatch:
 * @call: a call that came in
 * @site: the #HeraldEmulatorSite
 *
 * Checks what concerns every service, then hands the call to its route.
 */
void
herald_emulator_site_dispatch (HeraldEmulatorCall *call, gpointer site)
{
  HeraldEmulatorSite *self = HERALD_EMULATOR_SITE (site);

  herald_emulator_call_set_answered_func (call, answered_cb, self);
  if (!herald_emulator_hosts_is_ours (herald_emulator_call_get_header (call, "host")))
    herald_emulator_early_refusal_respond (call, 421);
  else if (get_target_length (call) > LONGEST_TARGET_BYTES)
    herald_emulator_early_refusal_respond (call, 414);
  else if (self->attending && !is_always_answered (call))
    {
      herald_emulator_pending_add (self->pending, call);
      herald_emulator_held_add (self->held, call);
    }
  else
    route (call, self);
}

/**
 * herald_emulator_site_attend:
 * @self: a listening site
 *
 * For what works long, is called by the main context itself and has rows half changed: takes calls
 * over HTTP. Those that need no rows are answered, all others when the main context goes on.
 */
void
herald_emulator_site_attend (HeraldEmulatorSite *self)
{
  g_return_if_fail (HERALD_IS_EMULATOR_SITE (self));

  if (self->http == NULL)
    return;
  self->attending = TRUE;
  herald_emulator_http_run (self->http);
  herald_emulator_http_run (self->https);
  self->attending = FALSE;
}

/**
 * herald_emulator_site_get_dir:
 * @self: the site
 *
 * Returns: (transfer none): its folder
 */
const char *
herald_emulator_site_get_dir (HeraldEmulatorSite *self)
{
  return self->dir;
}

/**
 * herald_emulator_site_get_setting:
 * @self: the site
 * @setting: which one
 *
 * Returns: (transfer none) (nullable): its value; %NULL in a folder that was not seeded yet
 */
const char *
herald_emulator_site_get_setting (HeraldEmulatorSite *self, HeraldEmulatorSetting setting)
{
  g_return_val_if_fail (setting < HERALD_EMULATOR_N_SETTINGS, NULL);

  return self->settings[setting];
}

/**
 * herald_emulator_site_set_setting:
 * @self: the site
 * @setting: which one
 * @value: its new value
 *
 * **Errors:** STORE.
 *
 * Returns: whether it was written
 */
gboolean
herald_emulator_site_set_setting (HeraldEmulatorSite   *self,
                                  HeraldEmulatorSetting setting,
                                  const char           *value,
                                  GError              **error)
{
  g_return_val_if_fail (setting < HERALD_EMULATOR_N_SETTINGS && value != NULL, FALSE);

  if (!herald_emulator_db_run (self->db, error, insert_setting_sql, "is", (gint64) setting, value))
    return FALSE;
  g_free (self->settings[setting]);
  self->settings[setting] = g_strdup (value);
  return TRUE;
}

/**
 * herald_emulator_site_get_clock:
 * @self: the site
 *
 * Returns: (transfer none): the emulated time
 */
HeraldClock *
herald_emulator_site_get_clock (HeraldEmulatorSite *self)
{
  return self->clock;
}

/**
 * herald_emulator_site_set_clock_offset:
 * @self: the site
 * @offset_seconds: by how much its clock is ahead of the system's from now on
 *
 * **Errors:** STORE.
 *
 * Returns: whether the clock was set, for now and for the next start
 */
gboolean
herald_emulator_site_set_clock_offset (HeraldEmulatorSite *self,
                                       gint64              offset_seconds,
                                       GError            **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, offset_seconds);

  g_return_val_if_fail (HERALD_IS_EMULATOR_SITE (self), FALSE);

  if (!herald_emulator_site_set_setting (self, HERALD_EMULATOR_CLOCK_OFFSET, text, error))
    return FALSE;
  turn_clock (self, offset_seconds);
  return TRUE;
}

/**
 * herald_emulator_site_get_db:
 * @self: the site
 *
 * Returns: (transfer none): its rows
 */
HeraldEmulatorDb *
herald_emulator_site_get_db (HeraldEmulatorSite *self)
{
  return self->db;
}

/**
 * herald_emulator_site_get_log:
 * @self: the site
 *
 * Returns: (transfer none): its request log
 */
HeraldEmulatorLog *
herald_emulator_site_get_log (HeraldEmulatorSite *self)
{
  return self->log;
}

/**
 * herald_emulator_site_get_router:
 * @self: the site
 *
 * Returns: (transfer none): its routes
 */
HeraldEmulatorRouter *
herald_emulator_site_get_router (HeraldEmulatorSite *self)
{
  return self->router;
}

/**
 * herald_emulator_site_get_token_key:
 * @self: the site
 *
 * Returns: (transfer none): the RSA key that signs access tokens
 */
HeraldKey *
herald_emulator_site_get_token_key (HeraldEmulatorSite *self)
{
  return self->token_key;
}

/**
 * herald_emulator_site_get_uptime_seconds:
 * @self: the site
 *
 * Returns: real seconds since it was made
 */
gint64
herald_emulator_site_get_uptime_seconds (HeraldEmulatorSite *self)
{
  return (g_get_monotonic_time () - self->start_us) / G_USEC_PER_SEC;
}

/**
 * herald_emulator_site_get_http:
 * @self: the site
 *
 * Returns: (transfer none) (nullable): the origin of HTTP
 */
const char *
herald_emulator_site_get_http (HeraldEmulatorSite *self)
{
  return self->http_origin;
}

/**
 * herald_emulator_site_get_https:
 * @self: the site
 *
 * Returns: (transfer none) (nullable): the origin of HTTPS
 */
const char *
herald_emulator_site_get_https (HeraldEmulatorSite *self)
{
  return self->https_origin;
}

/**
 * herald_emulator_site_get_first_streams:
 * @self: the site
 *
 * Returns: (transfer none): how many requests a new connection of HTTP/2 may have open at once; may
 *   be set
 */
guint *
herald_emulator_site_get_first_streams (HeraldEmulatorSite *self)
{
  return &self->first_streams;
}

/**
 * herald_emulator_site_get_h2:
 * @self: the site
 *
 * Returns: (transfer none) (nullable): the origin of HTTP/2
 */
const char *
herald_emulator_site_get_h2 (HeraldEmulatorSite *self)
{
  return self->h2_origin;
}

static gboolean
is_origin_of (const char *origin, const char *scheme, guint port)
{
  static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *own = g_strdup_printf ("%s://%s:%u", scheme, names[i], port);

      if (g_ascii_strcasecmp (origin, own) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * herald_emulator_site_is_own_origin:
 * @self: a listening site
 * @origin: scheme, host and port without a trailing slash
 *
 * Returns: whether @origin is one of this emulator's own addresses
 */
gboolean
herald_emulator_site_is_own_origin (HeraldEmulatorSite *self, const char *origin)
{
  g_return_val_if_fail (HERALD_IS_EMULATOR_SITE (self) && origin != NULL, FALSE);

  return self->http != NULL &&
         (is_origin_of (origin, "http", herald_emulator_http_get_port (self->http)) ||
          is_origin_of (origin, "https", herald_emulator_http_get_port (self->https)) ||
          is_origin_of (origin, "https", herald_emulator_h2_get_port (self->h2)));
}

/**
 * herald_emulator_site_take_service:
 * @self: the site
 * @name: what the service calls it
 * @service: (transfer full): an object
 * @destroy: (nullable): frees it with the site
 */
void
herald_emulator_site_take_service (HeraldEmulatorSite *self,
                                   const char         *name,
                                   gpointer            service,
                                   GDestroyNotify      destroy)
{
  Service *entry = g_new0 (Service, 1);

  entry->object = service;
  entry->destroy = destroy;
  g_hash_table_insert (self->services, g_strdup (name), entry);
}

/**
 * herald_emulator_site_get_service:
 * @self: the site
 * @name: what the service calls it
 *
 * Returns: (transfer none) (nullable): the object
 */
gpointer
herald_emulator_site_get_service (HeraldEmulatorSite *self, const char *name)
{
  Service *entry = g_hash_table_lookup (self->services, name);

  return entry != NULL ? entry->object : NULL;
}

/**
 * herald_emulator_site_set_gate_func:
 * @self: the site
 * @func: sees every call but those of the admin API first
 * @user_data: for @func; lives as long as the site
 */
void
herald_emulator_site_set_gate_func (HeraldEmulatorSite    *self,
                                    HeraldEmulatorGateFunc func,
                                    gpointer               user_data)
{
  g_return_if_fail (HERALD_IS_EMULATOR_SITE (self));

  self->gate_func = func;
  self->gate_data = user_data;
}

/**
 * herald_emulator_site_add_reload_func:
 * @self: the site
 * @func: called when all rows were replaced
 * @user_data: for @func; lives as long as the site
 */
void
herald_emulator_site_add_reload_func (HeraldEmulatorSite      *self,
                                      HeraldEmulatorReloadFunc func,
                                      gpointer                 user_data)
{
  Reload reload = { func, user_data };

  g_return_if_fail (HERALD_IS_EMULATOR_SITE (self) && func != NULL);

  g_array_append_val (self->reloads, reload);
}

/**
 * herald_emulator_site_reload:
 * @self: the site
 * @reload: why the rows are other ones
 *
 * Sets the clock as the rows say, then tells every service.
 */
void
herald_emulator_site_reload (HeraldEmulatorSite *self, HeraldEmulatorReload reload)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (HERALD_IS_EMULATOR_SITE (self));

  if (!load_settings (self, &error))
    g_warning ("%s", error->message);
  for (guint i = 0; i < self->reloads->len; i++)
    {
      const Reload *entry = &g_array_index (self->reloads, Reload, i);

      entry->func (self, reload, entry->user_data);
    }
}
