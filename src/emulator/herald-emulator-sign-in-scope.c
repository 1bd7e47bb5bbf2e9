/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `scope` of v2.0. Source: Microsoft, “Scopes and permissions in the Microsoft identity platform”,
 * read 2026-11. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-scope.h"

#include "emulator/herald-emulator-instances.h"
#include "emulator/herald-emulator-sign-in-refusal.h"

#include <string.h>

#define MOST_SCOPES 32
#define GRAPH "https://graph.microsoft.com"
#define GRAPH_PERMISSION "User.Read"
#define DATAVERSE_PERMISSION "user_impersonation"
#define DEFAULT_PERMISSION ".default"

/**
 * herald_emulator_sign_in_scope_clear:
 * @self: a scope
 */
void
herald_emulator_sign_in_scope_clear (HeraldEmulatorSignInScope *self)
{
  g_clear_pointer (&self->resource, g_free);
}

/* FALSE when @word is none of OpenID Connect. */
static gboolean
read_word (HeraldEmulatorSignInScope *scope, const char *word)
{
  if (g_ascii_strcasecmp (word, "openid") == 0)
    scope->openid = TRUE;
  else if (g_ascii_strcasecmp (word, "profile") == 0)
    scope->profile = TRUE;
  else if (g_ascii_strcasecmp (word, "email") == 0)
    scope->email = TRUE;
  else if (g_ascii_strcasecmp (word, "offline_access") == 0)
    scope->offline_access = TRUE;
  else
    return FALSE;
  return TRUE;
}

static gboolean
is_graph (const char *resource)
{
  return g_ascii_strcasecmp (resource, GRAPH) == 0 || g_ascii_strcasecmp (resource, GRAPH "/") == 0;
}

/**
 * herald_emulator_sign_in_scope_check_resource:
 * @site: a listening site
 * @resource: a resource as a request names it
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: whether tokens for it are given out
 */
gboolean
herald_emulator_sign_in_scope_check_resource (HeraldEmulatorSite *site,
                                              const char         *resource,
                                              GError            **error)
{
  g_autofree char *origin = g_strdup (resource);

  for (gsize length = strlen (origin); length > 0 && origin[length - 1] == '/'; length--)
    origin[length - 1] = '\0';
  /* Discovery has tokens of its own, which Dataverse does not take: “Discover the URL for your
   * organization”, read 2026-11. */
  return is_graph (resource) || herald_emulator_site_is_own_origin (site, origin) ||
         strcmp (origin, HERALD_EMULATOR_GLOBAL_DISCOVERY) == 0 ||
         herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_RESOURCE_UNKNOWN,
                                              resource);
}

/* “https://resource/permission”, or a permission of Microsoft Graph alone; the slash before the
 * permission belongs to neither, so a resource with a slash of its own has two. */
static gboolean
read_permission (HeraldEmulatorSite        *site,
                 const char                *text,
                 HeraldEmulatorSignInScope *scope,
                 GError                   **error)
{
  const char      *slash = strrchr (text, '/');
  const char      *permission = slash != NULL ? slash + 1 : text;
  g_autofree char *resource =
    slash != NULL ? g_strndup (text, (gsize) (slash - text)) : g_strdup (GRAPH);
  gboolean known;

  if (slash != NULL && strstr (text, "://") == NULL)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_SCOPE_INVALID, text);
  if (slash == NULL && g_ascii_strcasecmp (permission, GRAPH_PERMISSION) != 0)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_SCOPE_INVALID, text);
  if (!herald_emulator_sign_in_scope_check_resource (site, resource, error))
    return FALSE;
  known = g_ascii_strcasecmp (permission, DEFAULT_PERMISSION) == 0 ||
          g_ascii_strcasecmp (permission,
                              is_graph (resource) ? GRAPH_PERMISSION : DATAVERSE_PERMISSION) == 0;
  if (!known)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_SCOPE_INVALID, text);
  if (scope->named && g_strcmp0 (scope->resource, is_graph (resource) ? NULL : resource) != 0)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_SCOPES_MIXED, text);
  scope->named = TRUE;
  scope->is_default |= g_ascii_strcasecmp (permission, DEFAULT_PERMISSION) == 0;
  g_clear_pointer (&scope->resource, g_free);
  if (!is_graph (resource))
    scope->resource = g_steal_pointer (&resource);
  return TRUE;
}

/**
 * herald_emulator_sign_in_scope_read:
 * @site: a listening site
 * @text: scopes with spaces between them
 * @scope: (out caller-allocates): what they mean; clear it in any case
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: whether everything in it is known and belongs together
 */
gboolean
herald_emulator_sign_in_scope_read (HeraldEmulatorSite        *site,
                                    const char                *text,
                                    HeraldEmulatorSignInScope *scope,
                                    GError                   **error)
{
  g_auto (GStrv) words = g_strsplit (text, " ", MOST_SCOPES + 1);

  *scope = (HeraldEmulatorSignInScope){ 0 };
  if (g_strv_length (words) > MOST_SCOPES)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_SCOPE_INVALID, text);
  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !read_word (scope, words[i]) &&
        !read_permission (site, words[i], scope, error))
      return FALSE;
  if (scope->named || scope->openid || scope->profile || scope->email || scope->offline_access)
    return TRUE;
  return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_SCOPE_INVALID, text);
}

/**
 * herald_emulator_sign_in_scope_describe:
 * @self: what was asked for
 *
 * Returns: (transfer full): what an answer says was granted: everything consented of the resource;
 *   OpenID Connect's words only beside Microsoft Graph
 */
char *
herald_emulator_sign_in_scope_describe (const HeraldEmulatorSignInScope *self)
{
  if (self->resource != NULL)
    return g_strdup_printf ("%s/" DATAVERSE_PERMISSION " %s/" DEFAULT_PERMISSION, self->resource,
                            self->resource);
  return g_strconcat (self->openid ? "openid " : "", self->profile ? "profile " : "",
                      self->email ? "email " : "", GRAPH "/" GRAPH_PERMISSION,
                      self->is_default ? " " GRAPH "/" DEFAULT_PERMISSION : "", NULL);
}
