/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column view over the store's row model. Its cells are GtkInscription, which do not measure, so
 * that a hundred thousand rows scroll as ten do; sorting is the store's, the headers only say how.
 */
#include "config.h"

#include "ui/herald-devices-table.h"

#include "base/herald-redact.h"
#include "ui/herald-device-row.h"
#include "ui/herald-time-label.h"

#include <glib/gi18n.h>

/* One line of words about a device; NULL for nothing. */
typedef char *(*DescribeFunc) (HeraldDevice *device);

typedef struct
{
  const char      *title; /* untranslated */
  HeraldDeviceSort sort;
  guint            n_chars; /* natural width */
  gboolean         expand;
  const char      *css_class; /* (nullable) */
  DescribeFunc     describe;
} ColumnInfo;

struct _HeraldDevicesTable
{
  AdwBin parent_instance;

  HeraldRowModel *model;   /* (owned) (nullable) */
  GtkColumnView  *view;    /* (unowned): child */
  GPtrArray      *columns; /* (element-type GtkColumnViewColumn) (owned): as COLUMNS */
  int             probed;  /* the column that a comparison asked first, or -1 */
  GtkWidget      *popover; /* (owned) (nullable): the menu, a child of the view */
};

enum
{
  SIGNAL_SORT_CHANGED,
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_DEVICE_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldDevicesTable, herald_devices_table, ADW_TYPE_BIN)

static char *
describe_person (HeraldDevice *device)
{
  const char *name = herald_device_get_user_name (device);

  if (name != NULL)
    return g_strdup (name);
  return g_strdup (herald_device_get_user_id (device) != NULL ? herald_device_get_user_id (device)
                                                              : _("Unknown person"));
}

static char *
describe_app (HeraldDevice *device)
{
  const char *name = herald_device_get_app_name (device);

  return g_strdup (name != NULL ? name : _("Unknown app"));
}

static char *
describe_platform (HeraldDevice *device)
{
  return g_strdup (herald_platform_get_label (herald_device_get_platform (device)));
}

static char *
describe_token (HeraldDevice *device)
{
  return herald_redact_token (herald_device_get_token (device));
}

static char *
describe_state (HeraldDevice *device)
{
  return g_strdup (herald_device_state_get_label (herald_device_get_state (device)));
}

static char *
describe_registered (HeraldDevice *device)
{
  gint64 registered_us = herald_device_get_registered_us (device);

  return registered_us > 0 ? herald_time_describe (g_get_real_time (), registered_us) : NULL;
}

/* clang-format off */
static const ColumnInfo COLUMNS[] = {
  { N_("Person"), HERALD_DEVICE_SORT_USER, 24, TRUE, NULL, describe_person },
  { N_("App"), HERALD_DEVICE_SORT_APP, 16, TRUE, NULL, describe_app },
  { N_("Platform"), HERALD_DEVICE_SORT_PLATFORM, 10, FALSE, NULL, describe_platform },
  { N_("Token"), HERALD_DEVICE_SORT_TOKEN, 15, FALSE, "monospace", describe_token },
  { N_("State"), HERALD_DEVICE_SORT_STATE, 16, FALSE, NULL, describe_state },
  { N_("Registered"), HERALD_DEVICE_SORT_REGISTERED, 16, FALSE, NULL, describe_registered },
};
/* clang-format on */

#define MIN_CHARS 6

static GtkSelectionModel *
get_selection (HeraldDevicesTable *self)
{
  return gtk_column_view_get_model (self->view);
}

static HeraldDevice *
get_device (GtkListItem *item)
{
  HeraldRow *row = gtk_list_item_get_item (item);

  return row != NULL ? herald_row_get_item (row) : NULL;
}

/* Cells */

static void
update_inscription (GtkInscription *inscription, HeraldDevice *device, const ColumnInfo *info)
{
  g_autofree char *text = device != NULL ? info->describe (device) : NULL;
  g_autofree char *tooltip = NULL;

  gtk_inscription_set_text (inscription, text);
  if (device != NULL && info->sort == HERALD_DEVICE_SORT_REGISTERED &&
      herald_device_get_registered_us (device) > 0)
    tooltip = herald_time_describe_exactly (herald_device_get_registered_us (device));
  gtk_widget_set_tooltip_text (GTK_WIDGET (inscription), tooltip != NULL ? tooltip : text);
  if (device != NULL && herald_device_get_state (device) == HERALD_DEVICE_REMOVED)
    gtk_widget_add_css_class (GTK_WIDGET (inscription), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (inscription), "dim-label");
}

static void
update_cell (GtkListItem *item)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (item), "column"));

  update_inscription (GTK_INSCRIPTION (gtk_list_item_get_child (item)), get_device (item),
                      &COLUMNS[column]);
}

static void
update_compact_cell (GtkListItem *item)
{
  HeraldDevice    *device = get_device (item);
  GtkWidget       *box = gtk_list_item_get_child (item);
  GtkInscription  *name = GTK_INSCRIPTION (gtk_widget_get_first_child (box));
  GtkInscription  *rest = GTK_INSCRIPTION (gtk_widget_get_last_child (box));
  g_autofree char *what = NULL;
  g_autofree char *state = NULL;
  g_autofree char *text = NULL;

  if (device != NULL)
    {
      what = herald_device_describe (device);
      state = herald_device_describe_state (device, g_get_real_time ());
      text = g_strdup_printf ("%s\n%s", what, state);
    }
  update_inscription (name, device, &COLUMNS[0]);
  gtk_inscription_set_text (rest, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (rest), text);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  HeraldRow *row = gtk_list_item_get_item (item);

  g_signal_connect_swapped (row, "notify::item", G_CALLBACK (update_cell), item);
  update_cell (item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), update_cell, item);
}

static void
bind_compact_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  HeraldRow *row = gtk_list_item_get_item (item);

  g_signal_connect_swapped (row, "notify::item", G_CALLBACK (update_compact_cell), item);
  update_compact_cell (item);
}

static void
unbind_compact_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), update_compact_cell, item);
}

/* The menu */

static void
open_menu (HeraldDevicesTable *self, const GdkRectangle *place)
{
  if (self->popover == NULL || herald_devices_table_get_n_selected (self) == 0)
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), place);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
cell_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, GtkListItem *item)
{
  GtkWidget          *cell = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget          *table = gtk_widget_get_ancestor (cell, HERALD_TYPE_DEVICES_TABLE);
  HeraldDevicesTable *self = HERALD_DEVICES_TABLE (table);
  guint               position = gtk_list_item_get_position (item);
  GdkRectangle        place = { 0, 0, 1, 1 };
  double              view_x;
  double              view_y;

  /* A click into the selection is for all of it; beside it, for that row. */
  if (!gtk_selection_model_is_selected (get_selection (self), position))
    gtk_selection_model_select_item (get_selection (self), position, TRUE);
  if (!gtk_widget_translate_coordinates (cell, GTK_WIDGET (self), x, y, &view_x, &view_y))
    return;
  place.x = (int) view_x;
  place.y = (int) view_y;
  open_menu (self, &place);
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  GtkRoot     *root = gtk_widget_get_root (widget);
  GtkWidget   *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GdkRectangle place = { 0, 0, 1, 1 };
  double       x = 0;
  double       y = 0;

  if (focus != NULL)
    gtk_widget_translate_coordinates (focus, widget, 0, gtk_widget_get_height (focus), &x, &y);
  place.x = (int) x;
  place.y = (int) y;
  open_menu (HERALD_DEVICES_TABLE (widget), &place);
  return GDK_EVENT_STOP;
}

/* Columns */

static GtkWidget *
new_inscription (const ColumnInfo *info)
{
  GtkInscription *inscription = GTK_INSCRIPTION (gtk_inscription_new (NULL));

  gtk_inscription_set_min_chars (inscription, MIN_CHARS);
  gtk_inscription_set_nat_chars (inscription, info->n_chars);
  gtk_inscription_set_text_overflow (inscription, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (info->css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (inscription), info->css_class);
  /* Digits around an ellipsis would change places between right-to-left texts. */
  if (info->sort == HERALD_DEVICE_SORT_TOKEN)
    gtk_widget_set_direction (GTK_WIDGET (inscription), GTK_TEXT_DIR_LTR);
  return GTK_WIDGET (inscription);
}

static void
take_child (GtkListItem *item, GtkWidget *child)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (gesture, "pressed", G_CALLBACK (cell_pressed_cb), item, 0);
  gtk_widget_add_controller (child, GTK_EVENT_CONTROLLER (gesture));
  gtk_list_item_set_child (item, child);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  g_object_set_data (G_OBJECT (item), "column", column);
  take_child (item, new_inscription (&COLUMNS[GPOINTER_TO_UINT (column)]));
}

static void
setup_compact_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *rest = new_inscription (&COLUMNS[0]);

  gtk_inscription_set_min_lines (GTK_INSCRIPTION (rest), 2);
  gtk_widget_add_css_class (rest, "caption");
  gtk_box_append (GTK_BOX (box), new_inscription (&COLUMNS[0]));
  gtk_box_append (GTK_BOX (box), rest);
  take_child (item, box);
}

typedef struct
{
  HeraldDevicesTable *table; /* (unowned): owns the column that owns this */
  int                 column;
} Probe;

/* GTK 4.8 does not tell which column is sorted. It asks the sorters of the columns in order, so the
 * first one that is asked is it; the sign that comes out tells the direction. */
static int
probe_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  Probe *probe = user_data;

  if (probe->table->probed < 0)
    probe->table->probed = probe->column;
  return -1;
}

static void
add_column (HeraldDevicesTable *self, int index)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSorter) sorter = NULL;
  g_autoptr (GtkColumnViewColumn) column = NULL;
  Probe *probe = g_new0 (Probe, 1);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (index));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  probe->table = self;
  probe->column = index;
  sorter = GTK_SORTER (gtk_custom_sorter_new (probe_cb, probe, g_free));
  column = gtk_column_view_column_new (_(COLUMNS[index].title), g_steal_pointer (&factory));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_expand (column, COLUMNS[index].expand);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (self->view, column);
  g_ptr_array_add (self->columns, g_steal_pointer (&column));
}

static void
add_compact_column (HeraldDevicesTable *self)
{
  GtkListItemFactory  *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_compact_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_compact_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_compact_cb), NULL);
  column = gtk_column_view_column_new (_("Device"), factory);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_column_set_visible (column, FALSE);
  gtk_column_view_append_column (self->view, column);
  g_ptr_array_add (self->columns, column);
}

/* Signals of the view */

static void
sorter_changed_cb (HeraldDevicesTable *self)
{
  g_signal_emit (self, signals[SIGNAL_SORT_CHANGED], 0);
}

static void
selection_changed_cb (HeraldDevicesTable *self)
{
  g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
row_activated_cb (HeraldDevicesTable *self, guint position)
{
  g_autoptr (HeraldRow) row = g_list_model_get_item (G_LIST_MODEL (get_selection (self)), position);

  if (row != NULL && herald_row_get_item (row) != NULL)
    g_signal_emit (self, signals[SIGNAL_DEVICE_ACTIVATED], 0, herald_row_get_item (row));
}

static void
herald_devices_table_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HeraldDevicesTable *self = HERALD_DEVICES_TABLE (widget);

  GTK_WIDGET_CLASS (herald_devices_table_parent_class)
    ->size_allocate (widget, width, height, baseline);
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
herald_devices_table_dispose (GObject *object)
{
  HeraldDevicesTable *self = HERALD_DEVICES_TABLE (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (herald_devices_table_parent_class)->dispose (object);
}

static void
herald_devices_table_finalize (GObject *object)
{
  g_ptr_array_unref (HERALD_DEVICES_TABLE (object)->columns);
  G_OBJECT_CLASS (herald_devices_table_parent_class)->finalize (object);
}

static void
herald_devices_table_class_init (HeraldDevicesTableClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = HERALD_TYPE_DEVICES_TABLE;

  object_class->dispose = herald_devices_table_dispose;
  object_class->finalize = herald_devices_table_finalize;
  widget_class->size_allocate = herald_devices_table_size_allocate;

  signals[SIGNAL_SORT_CHANGED] =
    g_signal_new ("sort-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SELECTION_CHANGED] = g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0,
                                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DEVICE_ACTIVATED] =
    g_signal_new ("device-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  HERALD_TYPE_DEVICE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
}

static void
herald_devices_table_init (HeraldDevicesTable *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Devices"), -1);
  for (gsize i = 0; i < G_N_ELEMENTS (COLUMNS); i++)
    add_column (self, (int) i);
  add_compact_column (self);
  gtk_column_view_sort_by_column (self->view, g_ptr_array_index (self->columns, 0),
                                  GTK_SORT_ASCENDING);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (sorter_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/**
 * herald_devices_table_new:
 *
 * Returns: (transfer floating): a table without rows, sorted by person
 */
GtkWidget *
herald_devices_table_new (void)
{
  return g_object_new (HERALD_TYPE_DEVICES_TABLE, NULL);
}

/**
 * herald_devices_table_set_model:
 * @self: a table
 * @model: (nullable): the rows
 */
void
herald_devices_table_set_model (HeraldDevicesTable *self, HeraldRowModel *model)
{
  g_autoptr (GtkMultiSelection) selection = NULL;

  g_return_if_fail (HERALD_IS_DEVICES_TABLE (self));
  g_return_if_fail (model == NULL || HERALD_IS_ROW_MODEL (model));

  g_set_object (&self->model, model);
  if (model != NULL)
    {
      selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (model)));
      g_signal_connect_object (selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (selection, "items-changed", G_CALLBACK (selection_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  selection_changed_cb (self);
}

/**
 * herald_devices_table_set_compact:
 * @self: a table
 * @compact: whether one column says all
 */
void
herald_devices_table_set_compact (HeraldDevicesTable *self, gboolean compact)
{
  g_return_if_fail (HERALD_IS_DEVICES_TABLE (self));

  if (compact)
    gtk_widget_remove_css_class (GTK_WIDGET (self->view), "data-table");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  for (guint i = 0; i < self->columns->len; i++)
    gtk_column_view_column_set_visible (g_ptr_array_index (self->columns, i),
                                        compact == (i >= G_N_ELEMENTS (COLUMNS)));
}

/**
 * herald_devices_table_set_menu:
 * @self: a table
 * @menu: what can be done with the selection
 */
void
herald_devices_table_set_menu (HeraldDevicesTable *self, GMenuModel *menu)
{
  g_return_if_fail (HERALD_IS_DEVICES_TABLE (self));
  g_return_if_fail (G_IS_MENU_MODEL (menu));

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->popover = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

/**
 * herald_devices_table_get_sort:
 * @self: a table
 * @descending: (out): whether the last comes first
 *
 * Returns: what the headers say to sort by
 */
HeraldDeviceSort
herald_devices_table_get_sort (HeraldDevicesTable *self, gboolean *descending)
{
  GtkSorter  *sorter;
  GtkOrdering ordering;

  g_return_val_if_fail (HERALD_IS_DEVICES_TABLE (self), HERALD_DEVICE_SORT_USER);
  g_return_val_if_fail (descending != NULL, HERALD_DEVICE_SORT_USER);

  sorter = gtk_column_view_get_sorter (self->view);
  self->probed = -1;
  ordering = gtk_sorter_compare (sorter, self, self->view);
  *descending = self->probed >= 0 && ordering == GTK_ORDERING_LARGER;
  return self->probed >= 0 ? COLUMNS[self->probed].sort : HERALD_DEVICE_SORT_USER;
}

/**
 * herald_devices_table_get_n_selected:
 * @self: a table
 *
 * Returns: how many rows are selected
 */
guint
herald_devices_table_get_n_selected (HeraldDevicesTable *self)
{
  g_autoptr (GtkBitset) selected = NULL;

  g_return_val_if_fail (HERALD_IS_DEVICES_TABLE (self), 0);

  if (get_selection (self) == NULL)
    return 0;
  selected = gtk_selection_model_get_selection (get_selection (self));
  return (guint) gtk_bitset_get_size (selected);
}

/**
 * herald_devices_table_dup_selected_ids:
 * @self: a table
 *
 * Returns: (transfer full) (element-type gint64): the selected rows' ids in the store, in order
 */
GArray *
herald_devices_table_dup_selected_ids (HeraldDevicesTable *self)
{
  GArray *ids;
  g_autoptr (GtkBitset) selected = NULL;
  guint64 n_selected;

  g_return_val_if_fail (HERALD_IS_DEVICES_TABLE (self), NULL);

  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (get_selection (self) == NULL)
    return ids;
  selected = gtk_selection_model_get_selection (get_selection (self));
  n_selected = gtk_bitset_get_size (selected);
  for (guint64 i = 0; i < n_selected; i++)
    {
      gint64 id =
        herald_row_model_get_row_id (self->model, gtk_bitset_get_nth (selected, (guint) i));

      g_array_append_val (ids, id);
    }
  return ids;
}

/**
 * herald_devices_table_get_only_selected:
 * @self: a table
 *
 * Returns: (transfer none) (nullable): the selected device, when it is one and its values are there
 */
HeraldDevice *
herald_devices_table_get_only_selected (HeraldDevicesTable *self)
{
  g_autoptr (GtkBitset) selected = NULL;
  g_autoptr (HeraldRow) row = NULL;

  g_return_val_if_fail (HERALD_IS_DEVICES_TABLE (self), NULL);

  if (herald_devices_table_get_n_selected (self) != 1)
    return NULL;
  selected = gtk_selection_model_get_selection (get_selection (self));
  row =
    g_list_model_get_item (G_LIST_MODEL (get_selection (self)), gtk_bitset_get_minimum (selected));
  return row != NULL ? herald_row_get_item (row) : NULL;
}

/**
 * herald_devices_table_unselect:
 * @self: a table
 *
 * Selects nothing.
 */
void
herald_devices_table_unselect (HeraldDevicesTable *self)
{
  g_return_if_fail (HERALD_IS_DEVICES_TABLE (self));

  if (get_selection (self) != NULL)
    gtk_selection_model_unselect_all (get_selection (self));
}
