/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes all pages look alike: the back button stands where there is something to go back to, the
 * main menu where the side bar cannot show it, and below stand the window's lasting states. */
#include "config.h"

#include "ui/herald-page-header.h"

#include "ui/herald-banner.h"
#include "ui/herald-menu-button.h"
#include "ui/herald-page.h"
#include "ui/herald-window.h"

struct _HeraldPageHeader
{
  AdwBin parent_instance;

  gboolean sub_page;

  HeraldPage *page;    /* (unowned) (nullable): while rooted */
  GListModel *notices; /* (owned) (nullable): the window's, while rooted */

  AdwHeaderBar     *bar;
  GtkButton        *back_button;
  GtkBox           *banners;
  HeraldMenuButton *menu_button;
  AdwWindowTitle   *window_title;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_SUB_PAGE,
  PROP_FOLDED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static GtkBuildableIface *parent_buildable_iface;

static gboolean
is_folded (HeraldPageHeader *self)
{
  return self->page != NULL && herald_page_get_folded (self->page);
}

static void
update_buttons (HeraldPageHeader *self)
{
  gboolean folded = is_folded (self);

  gtk_widget_set_visible (GTK_WIDGET (self->back_button), folded || self->sub_page);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), !folded && !self->sub_page);
  adw_header_bar_set_show_start_title_buttons (self->bar, folded);
}

static void
page_notify_folded_cb (HeraldPageHeader *self)
{
  update_buttons (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);
}

static void
notices_changed_cb (HeraldPageHeader *self, guint position, guint removed, guint added)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->banners))) != NULL)
    gtk_box_remove (self->banners, child);
  for (guint i = 0; i < g_list_model_get_n_items (self->notices); i++)
    {
      g_autoptr (HeraldNotice) notice = g_list_model_get_item (self->notices, i);

      gtk_box_append (self->banners, herald_banner_new (notice));
    }
}

static void
herald_page_header_add_child (GtkBuildable *buildable,
                              GtkBuilder   *builder,
                              GObject      *child,
                              const char   *type)
{
  HeraldPageHeader *self = HERALD_PAGE_HEADER (buildable);

  if (g_strcmp0 (type, "start") == 0)
    adw_header_bar_pack_start (self->bar, GTK_WIDGET (child));
  else if (g_strcmp0 (type, "end") == 0)
    adw_header_bar_pack_end (self->bar, GTK_WIDGET (child));
  else if (g_strcmp0 (type, "title") == 0)
    adw_header_bar_set_title_widget (self->bar, GTK_WIDGET (child));
  else
    parent_buildable_iface->add_child (buildable, builder, child, type);
}

static void
herald_page_header_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable_iface = g_type_interface_peek_parent (iface);
  iface->add_child = herald_page_header_add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HeraldPageHeader,
                               herald_page_header,
                               ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      herald_page_header_buildable_init))

static void
herald_page_header_root (GtkWidget *widget)
{
  HeraldPageHeader *self = HERALD_PAGE_HEADER (widget);
  GtkRoot          *root;

  GTK_WIDGET_CLASS (herald_page_header_parent_class)->root (widget);
  self->page = HERALD_PAGE (gtk_widget_get_ancestor (widget, HERALD_TYPE_PAGE));
  if (self->page != NULL)
    g_signal_connect_object (self->page, "notify::folded", G_CALLBACK (page_notify_folded_cb), self,
                             G_CONNECT_SWAPPED);
  root = gtk_widget_get_root (widget);
  if (HERALD_IS_WINDOW (root))
    {
      self->notices = g_object_ref (herald_window_get_notices (HERALD_WINDOW (root)));
      g_signal_connect_object (self->notices, "items-changed", G_CALLBACK (notices_changed_cb),
                               self, G_CONNECT_SWAPPED);
      notices_changed_cb (self, 0, 0, 0);
    }
  page_notify_folded_cb (self);
}

static void
herald_page_header_unroot (GtkWidget *widget)
{
  HeraldPageHeader *self = HERALD_PAGE_HEADER (widget);

  if (self->page != NULL)
    g_signal_handlers_disconnect_by_func (self->page, page_notify_folded_cb, self);
  self->page = NULL;
  if (self->notices != NULL)
    g_signal_handlers_disconnect_by_func (self->notices, notices_changed_cb, self);
  g_clear_object (&self->notices);
  GTK_WIDGET_CLASS (herald_page_header_parent_class)->unroot (widget);
}

static void
herald_page_header_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_page_header_parent_class)->dispose (object);
}

static void
herald_page_header_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HeraldPageHeader *self = HERALD_PAGE_HEADER (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, adw_window_title_get_title (self->window_title));
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, adw_window_title_get_subtitle (self->window_title));
      break;
    case PROP_SUB_PAGE:
      g_value_set_boolean (value, self->sub_page);
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, is_folded (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_page_header_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  HeraldPageHeader *self = HERALD_PAGE_HEADER (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      herald_page_header_set_title (self, g_value_get_string (value));
      break;
    case PROP_SUBTITLE:
      herald_page_header_set_subtitle (self, g_value_get_string (value));
      break;
    case PROP_SUB_PAGE:
      self->sub_page = g_value_get_boolean (value);
      update_buttons (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
herald_page_header_class_init (HeraldPageHeaderClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags     flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = herald_page_header_dispose;
  object_class->get_property = herald_page_header_get_property;
  object_class->set_property = herald_page_header_set_property;
  widget_class->root = herald_page_header_root;
  widget_class->unroot = herald_page_header_unroot;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_SUB_PAGE] = g_param_spec_boolean ("sub-page", NULL, NULL, FALSE, flags);
  properties[PROP_FOLDED] =
    g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-page-header.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPageHeader, back_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPageHeader, banners);
  gtk_widget_class_bind_template_child (widget_class, HeraldPageHeader, bar);
  gtk_widget_class_bind_template_child (widget_class, HeraldPageHeader, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldPageHeader, window_title);
}

static void
herald_page_header_init (HeraldPageHeader *self)
{
  g_type_ensure (HERALD_TYPE_MENU_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_page_header_new:
 *
 * Returns: (transfer floating): a header without a title
 */
GtkWidget *
herald_page_header_new (void)
{
  return g_object_new (HERALD_TYPE_PAGE_HEADER, NULL);
}

/**
 * herald_page_header_set_title:
 * @self: a header
 * @title: (nullable): what the page shows
 */
void
herald_page_header_set_title (HeraldPageHeader *self, const char *title)
{
  g_return_if_fail (HERALD_IS_PAGE_HEADER (self));

  adw_window_title_set_title (self->window_title, title != NULL ? title : "");
}

/**
 * herald_page_header_set_subtitle:
 * @self: a header
 * @subtitle: (nullable): a second, smaller line
 */
void
herald_page_header_set_subtitle (HeraldPageHeader *self, const char *subtitle)
{
  g_return_if_fail (HERALD_IS_PAGE_HEADER (self));

  adw_window_title_set_subtitle (self->window_title, subtitle != NULL ? subtitle : "");
}
