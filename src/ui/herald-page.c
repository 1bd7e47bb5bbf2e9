/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The base of every page: its session, its cancellable and the questions the window asks. */
#include "config.h"

#include "ui/herald-page.h"

#include "base/herald-cancellable.h"

typedef struct
{
  char *name;      /* (owned) */
  char *title;     /* (owned) */
  char *icon_name; /* (owned) */

  HeraldSession *session;     /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) */
  char          *badge;       /* (owned) (nullable) */
  gboolean       folded;
  gboolean       unsaved;
} HeraldPagePrivate;

G_DEFINE_TYPE_WITH_PRIVATE (HeraldPage, herald_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_NAME,
  PROP_TITLE,
  PROP_ICON_NAME,
  PROP_SESSION,
  PROP_BADGE,
  PROP_FOLDED,
  PROP_UNSAVED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static HeraldPagePrivate *
get_private (HeraldPage *self)
{
  return herald_page_get_instance_private (self);
}

/* Ends what the page has under way and makes a new cancellable below that of the session. */
static void
renew_cancellable (HeraldPage *self)
{
  HeraldPagePrivate *priv = get_private (self);

  herald_cancellable_renew (&priv->cancellable, priv->session != NULL
                                                  ? herald_session_get_cancellable (priv->session)
                                                  : NULL);
}

static void
set_folded (HeraldPage *self, gboolean folded)
{
  HeraldPagePrivate *priv = get_private (self);

  if (priv->folded == folded)
    return;
  priv->folded = folded;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);
}

static void
herald_page_dispose (GObject *object)
{
  HeraldPagePrivate *priv = get_private (HERALD_PAGE (object));

  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->session);
  G_OBJECT_CLASS (herald_page_parent_class)->dispose (object);
}

static void
herald_page_finalize (GObject *object)
{
  HeraldPagePrivate *priv = get_private (HERALD_PAGE (object));

  g_clear_object (&priv->cancellable);
  g_clear_pointer (&priv->name, g_free);
  g_clear_pointer (&priv->title, g_free);
  g_clear_pointer (&priv->icon_name, g_free);
  g_clear_pointer (&priv->badge, g_free);
  G_OBJECT_CLASS (herald_page_parent_class)->finalize (object);
}

static void
herald_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HeraldPagePrivate *priv = get_private (HERALD_PAGE (object));

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, priv->name);
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, priv->icon_name);
      break;
    case PROP_SESSION:
      g_value_set_object (value, priv->session);
      break;
    case PROP_BADGE:
      g_value_set_string (value, priv->badge);
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, priv->folded);
      break;
    case PROP_UNSAVED:
      g_value_set_boolean (value, priv->unsaved);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  HeraldPage        *self = HERALD_PAGE (object);
  HeraldPagePrivate *priv = get_private (self);

  switch (prop_id)
    {
    case PROP_NAME:
      priv->name = g_value_dup_string (value);
      break;
    case PROP_TITLE:
      priv->title = g_value_dup_string (value);
      if (priv->title != NULL)
        gtk_accessible_update_property (GTK_ACCESSIBLE (object), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                        priv->title, -1);
      break;
    case PROP_ICON_NAME:
      priv->icon_name = g_value_dup_string (value);
      break;
    case PROP_SESSION:
      herald_page_set_session (self, g_value_get_object (value));
      break;
    case PROP_BADGE:
      herald_page_set_badge (self, g_value_get_string (value));
      break;
    case PROP_FOLDED:
      set_folded (self, g_value_get_boolean (value));
      break;
    case PROP_UNSAVED:
      herald_page_set_unsaved (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_page_class_init (HeraldPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags   any = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = herald_page_dispose;
  object_class->finalize = herald_page_finalize;
  object_class->get_property = herald_page_get_property;
  object_class->set_property = herald_page_set_property;

  /* Known by its title to people who do not see which page is in front. */
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, once);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, once);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, once);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, HERALD_TYPE_SESSION, any);
  properties[PROP_BADGE] = g_param_spec_string ("badge", NULL, NULL, NULL, any);
  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, any);
  properties[PROP_UNSAVED] = g_param_spec_boolean ("unsaved", NULL, NULL, FALSE, any);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
herald_page_init (HeraldPage *self)
{
  get_private (self)->cancellable = g_cancellable_new ();
}

/**
 * herald_page_get_session:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the open session that the page works in
 */
HeraldSession *
herald_page_get_session (HeraldPage *self)
{
  g_return_val_if_fail (HERALD_IS_PAGE (self), NULL);

  return get_private (self)->session;
}

/**
 * herald_page_set_session:
 * @self: a page
 * @session: (nullable): an open session, or %NULL while there is none
 *
 * Cancels what the page has under way before the page learns of the change.
 */
void
herald_page_set_session (HeraldPage *self, HeraldSession *session)
{
  HeraldPagePrivate *priv;

  g_return_if_fail (HERALD_IS_PAGE (self));
  g_return_if_fail (session == NULL || HERALD_IS_SESSION (session));

  priv = get_private (self);
  if (!g_set_object (&priv->session, session))
    return;
  renew_cancellable (self);
  if (HERALD_PAGE_GET_CLASS (self)->session_changed != NULL)
    HERALD_PAGE_GET_CLASS (self)->session_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

/**
 * herald_page_get_cancellable:
 * @self: a page
 *
 * Returns: (transfer none): the parent of all that the page asks of its present session
 */
GCancellable *
herald_page_get_cancellable (HeraldPage *self)
{
  g_return_val_if_fail (HERALD_IS_PAGE (self), NULL);

  return get_private (self)->cancellable;
}

/**
 * herald_page_get_name:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the name by which the window opens it, such as "people"
 */
const char *
herald_page_get_name (HeraldPage *self)
{
  g_return_val_if_fail (HERALD_IS_PAGE (self), NULL);

  return get_private (self)->name;
}

/**
 * herald_page_get_title:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): its translated title
 */
const char *
herald_page_get_title (HeraldPage *self)
{
  g_return_val_if_fail (HERALD_IS_PAGE (self), NULL);

  return get_private (self)->title;
}

/**
 * herald_page_get_folded:
 * @self: a page
 *
 * Returns: whether the window is so narrow that side bar and page are shown one at a time
 */
gboolean
herald_page_get_folded (HeraldPage *self)
{
  g_return_val_if_fail (HERALD_IS_PAGE (self), FALSE);

  return get_private (self)->folded;
}

/**
 * herald_page_get_badge:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): what needs a look
 */
const char *
herald_page_get_badge (HeraldPage *self)
{
  g_return_val_if_fail (HERALD_IS_PAGE (self), NULL);

  return get_private (self)->badge;
}

/**
 * herald_page_set_badge:
 * @self: a page
 * @badge: (nullable): a few characters for the side bar, such as the number of failed rows
 */
void
herald_page_set_badge (HeraldPage *self, const char *badge)
{
  HeraldPagePrivate *priv;

  g_return_if_fail (HERALD_IS_PAGE (self));

  priv = get_private (self);
  if (g_strcmp0 (priv->badge, badge) == 0)
    return;
  g_free (priv->badge);
  priv->badge = g_strdup (badge);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BADGE]);
}

/**
 * herald_page_get_unsaved:
 * @self: a page
 *
 * Returns: whether closing would lose something
 */
gboolean
herald_page_get_unsaved (HeraldPage *self)
{
  g_return_val_if_fail (HERALD_IS_PAGE (self), FALSE);

  return get_private (self)->unsaved;
}

/**
 * herald_page_set_unsaved:
 * @self: a page
 * @unsaved: whether closing would lose something
 */
void
herald_page_set_unsaved (HeraldPage *self, gboolean unsaved)
{
  HeraldPagePrivate *priv;

  g_return_if_fail (HERALD_IS_PAGE (self));

  priv = get_private (self);
  if (priv->unsaved == unsaved)
    return;
  priv->unsaved = unsaved;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNSAVED]);
}

/**
 * herald_page_refresh:
 * @self: a page
 *
 * Reads everything shown again; nothing happens without a session.
 */
void
herald_page_refresh (HeraldPage *self)
{
  g_return_if_fail (HERALD_IS_PAGE (self));

  if (get_private (self)->session != NULL && HERALD_PAGE_GET_CLASS (self)->refresh != NULL)
    HERALD_PAGE_GET_CLASS (self)->refresh (self);
}

/**
 * herald_page_go_back:
 * @self: a page
 *
 * Returns: %FALSE when the page is at its top already
 */
gboolean
herald_page_go_back (HeraldPage *self)
{
  g_return_val_if_fail (HERALD_IS_PAGE (self), FALSE);

  return HERALD_PAGE_GET_CLASS (self)->go_back != NULL &&
         HERALD_PAGE_GET_CLASS (self)->go_back (self);
}

/**
 * herald_page_open:
 * @self: a page
 * @target: what to show, such as "person:GUID"; empty for nothing in particular
 */
void
herald_page_open (HeraldPage *self, const char *target)
{
  g_return_if_fail (HERALD_IS_PAGE (self));
  g_return_if_fail (target != NULL);

  if (*target != '\0' && HERALD_PAGE_GET_CLASS (self)->open != NULL)
    HERALD_PAGE_GET_CLASS (self)->open (self, target);
}

/**
 * herald_page_focus_search:
 * @self: a page
 *
 * Returns: %FALSE when the page has nothing to search
 */
gboolean
herald_page_focus_search (HeraldPage *self)
{
  g_return_val_if_fail (HERALD_IS_PAGE (self), FALSE);

  return HERALD_PAGE_GET_CLASS (self)->focus_search != NULL &&
         HERALD_PAGE_GET_CLASS (self)->focus_search (self);
}

/**
 * herald_page_create_new:
 * @self: a page
 *
 * Returns: %FALSE when the page has nothing to create
 */
gboolean
herald_page_create_new (HeraldPage *self)
{
  g_return_val_if_fail (HERALD_IS_PAGE (self), FALSE);

  return get_private (self)->session != NULL && HERALD_PAGE_GET_CLASS (self)->create_new != NULL &&
         HERALD_PAGE_GET_CLASS (self)->create_new (self);
}
