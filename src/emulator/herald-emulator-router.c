/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of routes. A path is split at its slashes while it is still encoded, so an encoded slash
 * stays inside its segment. */
#include "config.h"

#include "emulator/herald-emulator-router.h"

#include "emulator/herald-emulator-early-refusal.h"

#include <string.h>

typedef struct
{
  const HeraldEmulatorRoute *route; /* (unowned): a static table's row */
  GStrv                      parts; /* (owned) */
  guint                      n_parts;
  gboolean                   rest;    /* the last one is the rest of the path */
  gsize                      literal; /* bytes of the pattern before its first capture */
  gpointer                   user_data;
} Entry;

struct _HeraldEmulatorRouter
{
  GObject parent_instance;

  GArray *entries; /* (element-type Entry) (owned) */
};

G_DEFINE_FINAL_TYPE (HeraldEmulatorRouter, herald_emulator_router, G_TYPE_OBJECT)

static void
clear_entry (gpointer entry)
{
  g_clear_pointer (&((Entry *) entry)->parts, g_strfreev);
}

static gboolean
is_capture (const char *part)
{
  return *part == '{';
}

static gboolean
is_rest_capture (const char *part)
{
  return is_capture (part) && g_str_has_suffix (part, "...}");
}

static void
add_capture (GPtrArray *captures, const char *part, gsize closing, const char *value)
{
  g_ptr_array_add (captures, g_strndup (part + 1, strlen (part) - 1 - closing));
  g_ptr_array_add (captures, g_strdup (value));
}

/* One segment of the path; FALSE when it is not what the pattern has there. */
static gboolean
match_segment (const char *part, const char *segment, GPtrArray *captures)
{
  g_autofree char *decoded =
    strchr (segment, '%') != NULL ? g_uri_unescape_string (segment, NULL) : g_strdup (segment);

  if (decoded == NULL)
    return FALSE;
  if (!is_capture (part))
    return strcmp (part, decoded) == 0;
  if (*decoded == '\0')
    return FALSE;
  add_capture (captures, part, strlen ("}"), decoded);
  return TRUE;
}

/* Returns: (transfer full) (nullable): the captures, or NULL when the path does not fit */
static GPtrArray *
match_path (const char *const *parts, const char *path)
{
  g_autoptr (GPtrArray) captures = g_ptr_array_new_with_free_func (g_free);
  const char *rest = path;

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      const char      *end;
      g_autofree char *segment = NULL;

      if (is_rest_capture (parts[i]))
        {
          add_capture (captures, parts[i], strlen ("...}"), *rest == '/' ? rest + 1 : rest);
          return g_steal_pointer (&captures);
        }
      if (*rest != '/')
        return NULL;
      end = rest + 1 + strcspn (rest + 1, "/");
      segment = g_strndup (rest + 1, (gsize) (end - rest - 1));
      if (!match_segment (parts[i], segment, captures))
        return NULL;
      rest = end;
    }
  return *rest == '\0' || strcmp (rest, "/") == 0 ? g_steal_pointer (&captures) : NULL;
}

/* “/3/device” of “/3/device/{token}” is compared before anything is split or decoded. */
static gsize
get_literal_length (const char *pattern)
{
  const char *capture = strstr (pattern, "/{");

  return capture != NULL ? (gsize) (capture - pattern) : strlen (pattern);
}

/* A path before it is split: most routes are ruled out by this alone. */
typedef struct
{
  const char *text;
  gboolean    encoded;
  guint       n_segments; /* a trailing slash begins none */
} Path;

static Path
look_at_path (const char *text)
{
  Path path = { .text = text, .encoded = strchr (text, '%') != NULL };

  for (const char *c = text; *c != '\0'; c++)
    path.n_segments += *c == '/' && c[1] != '\0';
  return path;
}

/* Whether the segments of a path without percent-encoding are those of the pattern. */
static gboolean
has_literals (const Entry *entry, const char *rest)
{
  guint n_segments = entry->rest ? entry->n_parts - 1 : entry->n_parts;

  for (guint i = 0; i < n_segments; i++)
    {
      const char *part = entry->parts[i];
      gsize       length;

      if (*rest != '/')
        return FALSE;
      length = strcspn (++rest, "/");
      if (!is_capture (part) && (strncmp (part, rest, length) != 0 || part[length] != '\0'))
        return FALSE;
      rest += length;
    }
  return TRUE;
}

/* Whether a route may fit at all; what is percent-encoded is compared later, piece by piece. */
static gboolean
may_fit (const Entry *entry, const Path *path)
{
  if (!entry->rest && MAX (path->n_segments, 1) != entry->n_parts)
    return FALSE;
  return path->encoded || (strncmp (path->text, entry->route->pattern, entry->literal) == 0 &&
                           has_literals (entry, path->text));
}

static void
respond_not_found (HeraldEmulatorCall *call, const GString *allowed)
{
  if (allowed->len == 0)
    {
      herald_emulator_early_refusal_respond (call, 404);
      return;
    }
  herald_emulator_call_add_header (call, "Allow", allowed->str);
  herald_emulator_early_refusal_respond (call, 405);
}

static void
herald_emulator_router_finalize (GObject *object)
{
  HeraldEmulatorRouter *self = HERALD_EMULATOR_ROUTER (object);

  g_clear_pointer (&self->entries, g_array_unref);
  G_OBJECT_CLASS (herald_emulator_router_parent_class)->finalize (object);
}

static void
herald_emulator_router_class_init (HeraldEmulatorRouterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_emulator_router_finalize;
}

static void
herald_emulator_router_init (HeraldEmulatorRouter *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
}

/**
 * herald_emulator_router_new:
 *
 * Returns: (transfer full): a router without routes
 */
HeraldEmulatorRouter *
herald_emulator_router_new (void)
{
  return g_object_new (HERALD_TYPE_EMULATOR_ROUTER, NULL);
}

/**
 * herald_emulator_router_add:
 * @self: the router
 * @routes: (array length=n_routes): a static table
 * @n_routes: its length
 * @user_data: given to each handler
 */
void
herald_emulator_router_add (HeraldEmulatorRouter      *self,
                            const HeraldEmulatorRoute *routes,
                            gsize                      n_routes,
                            gpointer                   user_data)
{
  g_return_if_fail (HERALD_IS_EMULATOR_ROUTER (self));

  for (gsize i = 0; i < n_routes; i++)
    {
      Entry entry = {
        .route = &routes[i],
        .user_data = user_data,
        .literal = get_literal_length (routes[i].pattern),
        .parts = g_strsplit (routes[i].pattern + 1, "/", -1),
      };

      g_assert (routes[i].pattern[0] == '/');
      entry.n_parts = g_strv_length (entry.parts);
      entry.rest = is_rest_capture (entry.parts[entry.n_parts - 1]);
      g_array_append_val (self->entries, entry);
    }
}

/**
 * herald_emulator_router_dispatch:
 * @self: the router
 * @call: a call that is not answered yet
 *
 * Hands the call to its route's handler, or answers 404, or 405 with the methods that are allowed.
 */
void
herald_emulator_router_dispatch (HeraldEmulatorRouter *self, HeraldEmulatorCall *call)
{
  g_autoptr (GString) allowed = g_string_new (NULL);
  const char *method = herald_emulator_call_get_method (call);
  const Path  path = look_at_path (herald_emulator_call_get_path (call));

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);
      g_autoptr (GPtrArray) captures =
        may_fit (entry, &path) ? match_path ((const char *const *) entry->parts, path.text) : NULL;

      if (captures == NULL)
        continue;
      if (strcmp (entry->route->method, "*") == 0 || strcmp (entry->route->method, method) == 0)
        {
          herald_emulator_call_take_captures (call, g_steal_pointer (&captures));
          entry->route->handler (call, entry->user_data);
          return;
        }
      g_string_append_printf (allowed, "%s%s", allowed->len > 0 ? ", " : "", entry->route->method);
    }
  respond_not_found (call, allowed);
}
