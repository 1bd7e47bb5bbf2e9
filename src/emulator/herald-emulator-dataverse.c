/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front door of the Web API: version, token, user, path; then the function for the method. */
#include "config.h"

#include "emulator/herald-emulator-dataverse.h"

#include "base/herald-guid.h"
#include "emulator/herald-emulator-access.h"
#include "emulator/herald-emulator-bearer.h"
#include "emulator/herald-emulator-protection.h"
#include "emulator/herald-emulator-refusal.h"
#include "emulator/herald-emulator-switches.h"
#include "emulator/herald-emulator-tombstones.h"
#include "emulator/herald-emulator-webapi.h"

#include <string.h>

#define SERVICE "dataverse"
#define MOST_DEPTHS 10000
#define FIRST_VERSION 1000000 /* a version number that looks like one */

struct _HeraldEmulatorDataverse
{
  GObject parent_instance;

  HeraldEmulatorSite   *site;   /* (unowned): owns us */
  HeraldEmulatorSchema *schema; /* (owned) */
  gint64                last_version;
  char                 *delegate_id; /* (owned) (nullable): who acts for another in this call */
  gboolean              quiet_notifications;
  GHashTable           *depths; /* (element-type utf8 gint) (owned) */
  guint64               depths_version;
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorDataverse, herald_emulator_dataverse, G_TYPE_OBJECT)

/* What a depth follows from. */
static const char *const role_tables[] = { "dv_role",
                                           "dv_privilege",
                                           "dv_roleprivileges",
                                           "dv_systemuserroles",
                                           "dv_teamroles",
                                           "dv_teammembership",
                                           "dv_team",
                                           "dv_systemuser",
                                           NULL };
static const char        select_user_by_id_sql[] =
  "SELECT systemuserid, isdisabled FROM dv_systemuser WHERE systemuserid = ?";
static const char select_user_sql[] = "SELECT systemuserid, isdisabled FROM dv_systemuser"
                                      " WHERE azureactivedirectoryobjectid = ?";

static gboolean
find_user (HeraldEmulatorDataverse *self,
           const char              *sql,
           const char              *id,
           HeraldEmulatorUser      *user,
           GError                 **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (self->site), error, sql, "s", id);

  if (rows == NULL)
    return FALSE;
  if (herald_emulator_rows_next (rows, error) && herald_emulator_rows_get_int (rows, 1) == 0)
    {
      user->id = g_strdup (herald_emulator_rows_get_text (rows, 0));
      return TRUE;
    }
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NOT_A_MEMBER,
               "The user is not a member of the organization.");
  return FALSE;
}

/* “Impersonate another user using the Web API”, read 2026-11: one header has the id in the
 * directory, the older one the id of the row. */
static gboolean
impersonate (HeraldEmulatorDataverse *self,
             HeraldEmulatorCall      *call,
             HeraldEmulatorUser      *user,
             GError                 **error)
{
  const char        *object_id = herald_emulator_call_get_header (call, "callerobjectid");
  const char        *row_id = herald_emulator_call_get_header (call, "mscrmcallerid");
  const char        *wanted = object_id != NULL ? object_id : row_id;
  HeraldEmulatorUser other = { NULL };
  g_autofree char   *id = NULL;

  if (wanted == NULL)
    return TRUE;
  id = herald_guid_is_valid (wanted) ? herald_guid_normalise (wanted) : NULL;
  if (id == NULL)
    {
      g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_INVALID_ARGUMENT,
                   "The caller id '%.80s' is not a GUID.", wanted);
      return FALSE;
    }
  if (!herald_emulator_access_require (self, user->id, NULL, "prvActOnBehalfOfAnotherUser",
                                       error) ||
      !find_user (self, object_id != NULL ? select_user_sql : select_user_by_id_sql, id, &other,
                  error))
    return FALSE;
  /* Who acts for himself is nobody's delegate. */
  if (strcmp (user->id, other.id) != 0)
    self->delegate_id = g_steal_pointer (&user->id);
  g_free (user->id);
  user->id = other.id;
  return TRUE;
}

static gboolean
refuse_method (HeraldEmulatorRequest *request, const char *method, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_METHOD_NOT_ALLOWED,
               "The requested resource does not support http method '%s'.", method);
  return FALSE;
}

static gboolean
refuse_segment (const char *segment, GError **error)
{
  g_set_error (error, HERALD_EMULATOR_REFUSAL, HERALD_EMULATOR_REFUSAL_NO_SEGMENT,
               "Resource not found for the segment '%s'.", segment);
  return FALSE;
}

/* What follows a row's key: one of its properties, or what it is related to. */
static gboolean
write_tail (HeraldEmulatorRequest *request, const char *method, GError **error)
{
  if (herald_emulator_webapi_is_reference (request))
    return herald_emulator_webapi_change_reference (request, error);
  if (strcmp (method, "PUT") == 0)
    return herald_emulator_webapi_set_property (request, error);
  if (strcmp (method, "DELETE") == 0)
    return herald_emulator_webapi_clear_property (request, error);
  if (strcmp (method, "POST") == 0)
    return herald_emulator_webapi_create_related (request, error);
  return refuse_method (request, method, error);
}

static gboolean
serve_row (HeraldEmulatorRequest *request, const char *method, GError **error)
{
  if (g_str_has_prefix (request->tail, "Microsoft.Dynamics.CRM."))
    return herald_emulator_webapi_operate_on_row (request, error);
  if (strcmp (method, "GET") == 0)
    return herald_emulator_webapi_read_row (request, error);
  if (*request->tail != '\0')
    return write_tail (request, method, error);
  if (strcmp (method, "PATCH") == 0)
    return herald_emulator_webapi_update (request, error);
  if (strcmp (method, "DELETE") == 0)
    return herald_emulator_webapi_delete (request, error);
  return refuse_method (request, method, error);
}

static gboolean
serve_set (HeraldEmulatorRequest *request, const char *method, GError **error)
{
  gboolean posts = strcmp (method, "POST") == 0;
  gboolean found = FALSE;
  gboolean good = herald_emulator_webapi_bulk (request, &found, error);

  if (found)
    return good;
  if (*request->tail != '\0' && strcmp (request->tail, "$count") != 0)
    return refuse_segment (request->tail, error);
  if (strcmp (method, "GET") == 0)
    return herald_emulator_webapi_read_set (request, error);
  if (posts && *request->tail == '\0')
    return herald_emulator_webapi_create (request, error);
  return refuse_method (request, method, error);
}

static gboolean
serve (HeraldEmulatorRequest *request, GError **error)
{
  const char *method = herald_emulator_call_get_method (request->call);
  gboolean    found = FALSE;
  gboolean    good;

  if (request->table != NULL && strcmp (method, "GET") == 0 &&
      !herald_emulator_access_require_type (request->dataverse, request->user.id, request->table,
                                            "Read", error))
    return FALSE;
  if (request->table != NULL && request->has_key)
    return serve_row (request, method, error);
  if (request->table != NULL)
    return serve_set (request, method, error);
  good = herald_emulator_webapi_operate (request, &found, error);
  return found ? good : refuse_segment (request->name, error);
}

/* What every request goes through once it is known who asks. */
static void
answer (HeraldEmulatorDataverse *self, HeraldEmulatorCall *call, const HeraldEmulatorUser *user)
{
  static const char *const versions[] = { "v9.0", "v9.1", "v9.2", NULL };

  g_autoptr (HeraldEmulatorRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  const char *version = herald_emulator_call_get_capture (call, "version");

  if (!g_strv_contains (versions, version))
    refuse_segment (version, &error);
  else
    request = herald_emulator_request_new (self, call, user, &error);
  if (request == NULL || !serve (request, &error))
    herald_emulator_refusal_respond (call, error);
}

/* What the service sends with every answer, refusals included. */
static void
add_common_headers (HeraldEmulatorCall *call)
{
  const char      *wanted = herald_emulator_call_get_header (call, "x-ms-client-request-id");
  g_autofree char *id = wanted != NULL && herald_guid_is_valid (wanted)
                          ? herald_guid_normalise (wanted)
                          : herald_guid_new ();

  herald_emulator_call_add_header (call, "Allow", "OPTIONS,GET,HEAD,POST");
  herald_emulator_call_add_header (call, "Cache-Control", "no-cache");
  herald_emulator_call_add_header (call, "x-ms-service-request-id", id);
  herald_emulator_call_add_header (call, "REQ_ID", id);
}

static void
webapi_cb (HeraldEmulatorCall *call, gpointer user_data)
{
  HeraldEmulatorDataverse      *self = HERALD_EMULATOR_DATAVERSE (user_data);
  const HeraldEmulatorIdentity *identity;
  HeraldEmulatorUser            user = { NULL };
  g_autoptr (GError) error = NULL;

  add_common_headers (call);
  herald_emulator_webapi_allow_page (call);
  if (herald_emulator_webapi_answer_preflight (call))
    return;
  identity = herald_emulator_bearer_check (self->site, call);
  if (identity == NULL)
    return; /* answered with 401 */
  if (find_user (self, select_user_sql, identity->object_id, &user, &error) &&
      herald_emulator_protection_enter (self->site, call, user.id, &error) &&
      impersonate (self, call, &user, &error))
    answer (self, call, &user);
  else
    herald_emulator_refusal_respond (call, error);
  g_clear_pointer (&self->delegate_id, g_free);
  g_free (user.id);
}

static const HeraldEmulatorRoute routes[] = {
  { "*", "/api/data/{version}/{rest...}", webapi_cb },
};

static void
herald_emulator_dataverse_finalize (GObject *object)
{
  HeraldEmulatorDataverse *self = HERALD_EMULATOR_DATAVERSE (object);

  g_clear_object (&self->schema);
  g_clear_pointer (&self->delegate_id, g_free);
  g_clear_pointer (&self->depths, g_hash_table_unref);
  G_OBJECT_CLASS (herald_emulator_dataverse_parent_class)->finalize (object);
}

static void
herald_emulator_dataverse_class_init (HeraldEmulatorDataverseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_dataverse_finalize;
}

static void
herald_emulator_dataverse_init (HeraldEmulatorDataverse *self)
{
  self->last_version = FIRST_VERSION;
  self->depths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * herald_emulator_dataverse_load_last_version:
 * @self: the service
 *
 * Versions go on where the rows end, those that are gone included; the same rows get the same
 * versions.
 *
 * **Errors:** STORE.
 *
 * Returns: whether the rows could be read
 */
gboolean
herald_emulator_dataverse_load_last_version (HeraldEmulatorDataverse *self, GError **error)
{
  GPtrArray        *tables = herald_emulator_schema_get_tables (self->schema);
  HeraldEmulatorDb *db = herald_emulator_site_get_db (self->site);
  gint64            last_version = FIRST_VERSION;

  for (guint i = 0; i < tables->len; i++)
    {
      const HeraldEmulatorTable *table = g_ptr_array_index (tables, i);
      g_autofree char           *sql =
        g_strdup_printf ("SELECT max (versionnumber) FROM \"%s\"", table->sql_name);
      g_autoptr (HeraldEmulatorRows) rows = herald_emulator_db_select (db, error, sql, "");

      if (rows == NULL || !herald_emulator_rows_next (rows, error))
        return FALSE;
      last_version = MAX (last_version, herald_emulator_rows_get_int (rows, 0));
    }
  if (!herald_emulator_tombstones_load (db, &last_version, error))
    return FALSE;
  self->last_version = last_version;
  return TRUE;
}

static void
reload_cb (HeraldEmulatorSite *site, HeraldEmulatorReload reload, gpointer user_data)
{
  HeraldEmulatorDataverse *self = HERALD_EMULATOR_DATAVERSE (user_data);
  g_autoptr (GError) error = NULL;

  g_hash_table_remove_all (self->depths);
  if (!herald_emulator_dataverse_load_last_version (self, &error))
    g_warning ("%s", error->message);
}

/**
 * herald_emulator_dataverse_attach:
 * @site: the site
 *
 * **Errors:** STORE.
 *
 * Returns: whether the tables are there
 */
gboolean
herald_emulator_dataverse_attach (HeraldEmulatorSite *site, GError **error)
{
  HeraldEmulatorDataverse *self = g_object_new (HERALD_TYPE_EMULATOR_DATAVERSE, NULL);

  herald_emulator_site_take_service (site, SERVICE, self, g_object_unref);
  herald_emulator_site_add_reload_func (site, reload_cb, self);
  self->site = site;
  /* Microsoft's page prints 204 for SendAppNotification, its samples read an id from a 200. */
  herald_emulator_protection_attach (site);
  herald_emulator_switches_add_boolean (site, "quietNotifications", &self->quiet_notifications);
  self->schema = herald_emulator_schema_load (error);
  if (self->schema == NULL ||
      !herald_emulator_schema_create_tables (self->schema, herald_emulator_site_get_db (site),
                                             error) ||
      !herald_emulator_dataverse_load_last_version (self, error))
    return FALSE;
  herald_emulator_db_watch (herald_emulator_site_get_db (site), role_tables);
  herald_emulator_router_add (herald_emulator_site_get_router (site), routes, G_N_ELEMENTS (routes),
                              self);
  return TRUE;
}

/**
 * herald_emulator_dataverse_serve_part:
 * @batch: a request that holds others
 * @part: one of them, with its captures
 *
 * Answers @part on behalf of who sent @batch.
 */
void
herald_emulator_dataverse_serve_part (HeraldEmulatorRequest *batch, HeraldEmulatorCall *part)
{
  answer (batch->dataverse, part, &batch->user);
}

/**
 * herald_emulator_dataverse_get:
 * @site: a site whose services are attached
 *
 * Returns: (transfer none): its Dataverse
 */
HeraldEmulatorDataverse *
herald_emulator_dataverse_get (HeraldEmulatorSite *site)
{
  return HERALD_EMULATOR_DATAVERSE (herald_emulator_site_get_service (site, SERVICE));
}

/**
 * herald_emulator_dataverse_get_site:
 * @self: the emulated Dataverse
 *
 * Returns: (transfer none): its site
 */
HeraldEmulatorSite *
herald_emulator_dataverse_get_site (HeraldEmulatorDataverse *self)
{
  return self->site;
}

/**
 * herald_emulator_dataverse_get_schema:
 * @self: the emulated Dataverse
 *
 * Returns: (transfer none): its tables
 */
HeraldEmulatorSchema *
herald_emulator_dataverse_get_schema (HeraldEmulatorDataverse *self)
{
  return self->schema;
}

/**
 * herald_emulator_dataverse_get_db:
 * @self: the emulated Dataverse
 *
 * Returns: (transfer none): its rows
 */
HeraldEmulatorDb *
herald_emulator_dataverse_get_db (HeraldEmulatorDataverse *self)
{
  return herald_emulator_site_get_db (self->site);
}

/**
 * herald_emulator_dataverse_get_depths:
 * @self: the service
 *
 * Returns: (transfer none) (element-type utf8 gint): what is known of depths; whoever asks fills
 *   it, and it is empty again when roles changed or when it grew too large
 */
GHashTable *
herald_emulator_dataverse_get_depths (HeraldEmulatorDataverse *self)
{
  guint64 version =
    herald_emulator_db_get_watched_version (herald_emulator_dataverse_get_db (self));

  if (self->depths_version != version || g_hash_table_size (self->depths) >= MOST_DEPTHS)
    g_hash_table_remove_all (self->depths);
  self->depths_version = version;
  return self->depths;
}

/**
 * herald_emulator_dataverse_get_delegate_id:
 * @self: the emulated Dataverse
 *
 * Returns: (transfer none) (nullable): who acts on behalf of another user in the call that is being
 * answered; %NULL when users act for themselves
 */
const char *
herald_emulator_dataverse_get_delegate_id (HeraldEmulatorDataverse *self)
{
  return self->delegate_id;
}

/**
 * herald_emulator_dataverse_get_now:
 * @self: the emulated Dataverse
 *
 * Returns: the emulated time in seconds since 1970
 */
gint64
herald_emulator_dataverse_get_now (HeraldEmulatorDataverse *self)
{
  return herald_clock_get_unix_seconds (herald_emulator_site_get_clock (self->site));
}

/**
 * herald_emulator_dataverse_next_version:
 * @self: the emulated Dataverse
 *
 * Returns: a version number that no row had before
 */
gint64
herald_emulator_dataverse_next_version (HeraldEmulatorDataverse *self)
{
  return ++self->last_version;
}

/**
 * herald_emulator_dataverse_get_last_version:
 * @self: the emulated Dataverse
 *
 * Returns: the version number that was given last
 */
gint64
herald_emulator_dataverse_get_last_version (HeraldEmulatorDataverse *self)
{
  return self->last_version;
}

/**
 * herald_emulator_dataverse_get_quiet_notifications:
 * @self: the emulated Dataverse
 *
 * Returns: whether SendAppNotification answers 204 without a body
 */
gboolean
herald_emulator_dataverse_get_quiet_notifications (HeraldEmulatorDataverse *self)
{
  return self->quiet_notifications;
}
