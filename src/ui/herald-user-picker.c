/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recipients of in-app notifications. The search goes out a moment after the last key; an answer to
 * an older one is dropped. Enter takes the first user found; Backspace in the empty entry takes the
 * last chip away. */
#include "config.h"

#include "ui/herald-user-picker.h"

#include "base/herald-error.h"
#include "core/herald-people.h"

#include <glib/gi18n.h>

struct _HeraldUserPicker
{
  AdwBin parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable) */
  GPtrArray     *users;       /* (element-type HeraldSystemUser) (owned): chosen */
  guint          generation;
  gboolean       single;

  GtkFlowBox  *chips;
  GtkListBox  *result_list;
  GtkEditable *search_entry;
  GtkLabel    *text_label;
};

typedef struct
{
  HeraldUserPicker *self; /* (owned) */
  guint             generation;
} Search;

enum
{
  PROP_0,
  PROP_SINGLE,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldUserPicker, herald_user_picker, ADW_TYPE_BIN)

static void
search_free (Search *search)
{
  g_clear_object (&search->self);
  g_free (search);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Search, search_free)

static gboolean
find_user (HeraldUserPicker *self, HeraldSystemUser *user, guint *index)
{
  for (guint i = 0; i < self->users->len; i++)
    if (g_strcmp0 (herald_system_user_get_id (self->users->pdata[i]),
                   herald_system_user_get_id (user)) == 0)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

/* True recursion by way of the chips: removing one builds them anew. */
static void update_chips (HeraldUserPicker *self);

static void
remove_user (HeraldUserPicker *self, guint index)
{
  g_ptr_array_remove_index (self->users, index);
  update_chips (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
chip_clicked_cb (HeraldUserPicker *self, GtkWidget *chip)
{
  guint index = 0;

  if (find_user (self, g_object_get_data (G_OBJECT (chip), "herald-user"), &index))
    remove_user (self, index);
}

static GtkWidget *
create_chip (HeraldUserPicker *self, HeraldSystemUser *user)
{
  GtkWidget       *chip = gtk_button_new ();
  GtkWidget       *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *label = gtk_label_new (herald_system_user_get_name (user));
  g_autofree char *spoken = NULL;

  /* Translators: accessible name of a chip; %s is a person's name. */
  spoken = g_strdup_printf (_("Remove %s"), herald_system_user_get_name (user));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (content), label);
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (chip), content);
  gtk_widget_set_tooltip_text (chip, herald_system_user_get_email (user));
  gtk_widget_add_css_class (chip, "chip");
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (chip), "herald-user", g_object_ref (user), g_object_unref);
  g_signal_connect_object (chip, "clicked", G_CALLBACK (chip_clicked_cb), self, G_CONNECT_SWAPPED);
  return chip;
}

static void
update_chips (HeraldUserPicker *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    gtk_flow_box_remove (self->chips, child);
  for (guint i = 0; i < self->users->len; i++)
    {
      GtkWidget *flow_child = gtk_flow_box_child_new ();

      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (flow_child),
                                    create_chip (self, self->users->pdata[i]));
      gtk_widget_set_focusable (flow_child, FALSE);
      gtk_widget_set_halign (flow_child, GTK_ALIGN_START);
      gtk_flow_box_append (self->chips, flow_child);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->chips), self->users->len > 0);
}

static void
show_text (HeraldUserPicker *self, const char *text)
{
  gtk_label_set_text (self->text_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), text != NULL);
}

static void
clear_results (HeraldUserPicker *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->result_list))) != NULL)
    gtk_list_box_remove (self->result_list, child);
  gtk_widget_set_visible (GTK_WIDGET (self->result_list), FALSE);
  show_text (self, NULL);
}

static void
add_user (HeraldUserPicker *self, HeraldSystemUser *user)
{
  guint index = 0;

  if (!find_user (self, user, &index))
    {
      if (self->single)
        g_ptr_array_set_size (self->users, 0);
      g_ptr_array_add (self->users, g_object_ref (user));
    }
  self->generation++;
  gtk_editable_set_text (self->search_entry, "");
  clear_results (self);
  update_chips (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
row_activated_cb (HeraldUserPicker *self, GtkListBoxRow *row)
{
  HeraldSystemUser *user = g_object_get_data (G_OBJECT (row), "herald-user");

  if (user != NULL)
    add_user (self, user);
}

static GtkWidget *
create_result_row (HeraldSystemUser *user)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), herald_system_user_get_name (user));
  if (herald_system_user_get_email (user) != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), herald_system_user_get_email (user));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("list-add-symbolic"));
  g_object_set_data_full (G_OBJECT (row), "herald-user", g_object_ref (user), g_object_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  herald_system_user_get_name (user), -1);
  return row;
}

static void
search_got_users_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Search) search = user_data;
  HeraldUserPicker *self = search->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) users =
    herald_people_find_users_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || search->generation != self->generation)
    return;
  clear_results (self);
  if (users == NULL)
    {
      show_text (self, error->message);
      return;
    }
  if (users->len == 0)
    show_text (self, _("No enabled user has this in the name or e-mail address."));
  for (guint i = 0; i < users->len; i++)
    gtk_list_box_append (self->result_list, create_result_row (users->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->result_list), users->len > 0);
}

static void
search_changed_cb (HeraldUserPicker *self)
{
  const char *text = gtk_editable_get_text (self->search_entry);
  Search     *search;

  self->generation++;
  if (self->session == NULL || *text == '\0')
    {
      clear_results (self);
      return;
    }
  search = g_new0 (Search, 1);
  search->self = g_object_ref (self);
  search->generation = self->generation;
  herald_people_find_users_async (self->session, text, self->cancellable, search_got_users_cb,
                                  search);
}

static void
search_activated_cb (HeraldUserPicker *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->result_list, 0);

  if (first != NULL)
    row_activated_cb (self, first);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        state,
                HeraldUserPicker      *self)
{
  if (key != GDK_KEY_BackSpace || self->users->len == 0 ||
      *gtk_editable_get_text (self->search_entry) != '\0')
    return GDK_EVENT_PROPAGATE;
  remove_user (self, self->users->len - 1);
  return GDK_EVENT_STOP;
}

static void
herald_user_picker_dispose (GObject *object)
{
  HeraldUserPicker *self = HERALD_USER_PICKER (object);

  self->generation++;
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_user_picker_parent_class)->dispose (object);
}

static void
herald_user_picker_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_USER_PICKER (object)->users, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_user_picker_parent_class)->finalize (object);
}

static void
herald_user_picker_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_SINGLE)
    g_value_set_boolean (value, HERALD_USER_PICKER (object)->single);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
herald_user_picker_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  if (prop_id == PROP_SINGLE)
    HERALD_USER_PICKER (object)->single = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
herald_user_picker_class_init (HeraldUserPickerClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = herald_user_picker_dispose;
  object_class->finalize = herald_user_picker_finalize;
  object_class->get_property = herald_user_picker_get_property;
  object_class->set_property = herald_user_picker_set_property;
  properties[PROP_SINGLE] =
    g_param_spec_boolean ("single", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-user-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldUserPicker, chips);
  gtk_widget_class_bind_template_child (widget_class, HeraldUserPicker, result_list);
  gtk_widget_class_bind_template_child (widget_class, HeraldUserPicker, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HeraldUserPicker, text_label);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
herald_user_picker_init (HeraldUserPicker *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->users = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->search_entry), keys);
}

/**
 * herald_user_picker_new:
 *
 * Returns: (transfer floating): a picker without a session
 */
GtkWidget *
herald_user_picker_new (void)
{
  return g_object_new (HERALD_TYPE_USER_PICKER, NULL);
}

/**
 * herald_user_picker_set_session:
 * @self: a picker
 * @session: (nullable): where users are looked up
 * @cancellable: (nullable): the page's
 */
void
herald_user_picker_set_session (HeraldUserPicker *self,
                                HeraldSession    *session,
                                GCancellable     *cancellable)
{
  g_return_if_fail (HERALD_IS_USER_PICKER (self));

  self->generation++;
  g_set_object (&self->session, session);
  g_set_object (&self->cancellable, cancellable);
  clear_results (self);
}

/**
 * herald_user_picker_get_users:
 * @self: a picker
 *
 * Returns: (transfer none) (element-type HeraldSystemUser): the chosen users
 */
GPtrArray *
herald_user_picker_get_users (HeraldUserPicker *self)
{
  g_return_val_if_fail (HERALD_IS_USER_PICKER (self), NULL);

  return self->users;
}

/**
 * herald_user_picker_set_users:
 * @self: a picker
 * @users: (element-type HeraldSystemUser): the users to choose
 *
 * Tells nobody: for another document, not for an edit.
 */
void
herald_user_picker_set_users (HeraldUserPicker *self, GPtrArray *users)
{
  g_return_if_fail (HERALD_IS_USER_PICKER (self));
  g_return_if_fail (users != NULL);

  g_ptr_array_set_size (self->users, 0);
  for (guint i = 0; i < users->len; i++)
    g_ptr_array_add (self->users, g_object_ref (users->pdata[i]));
  gtk_editable_set_text (self->search_entry, "");
  clear_results (self);
  update_chips (self);
}
