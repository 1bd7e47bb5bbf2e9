/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to the recipients of a test: a person, a device of the app, a pasted token. What changed
 * about a chosen device is taken over when it is read again. */
#include "config.h"

#include "ui/herald-recipient-picker.h"

#include "base/herald-error.h"
#include "core/herald-devices.h"
#include "core/herald-people.h"
#include "model/herald-device-token.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-recipient-list.h"
#include "ui/herald-recipient-row.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_LISTED 50u

struct _HeraldRecipientPicker
{
  AdwBin parent_instance;

  HeraldSession *session;     /* (owned) (nullable) */
  HeraldApp     *app;         /* (owned) (nullable) */
  GCancellable  *cancellable; /* (owned) (nullable): the page's */
  GPtrArray     *persons;     /* (element-type HeraldPerson) (owned): found last */
  GPtrArray     *devices;     /* (element-type HeraldDevice) (owned) (nullable): of the app */
  guint          generation;  /* answers of an older search are dropped */
  gboolean       syncing;     /* check boxes follow the chosen devices */

  GtkButton           *add_token_button;
  HeraldRecipientList *chosen;
  GtkEditable         *device_entry;
  GtkLabel            *device_label;
  GtkListBox          *device_list;
  GtkEditable         *email_row;
  GtkBox              *people;
  GtkLabel            *person_label;
  GtkSpinner          *person_spinner;
  AdwComboRow         *platform_row;
  GtkStack            *stack;
  HeraldIssueRow      *token_issue;
  GtkEditable         *token_row;
};

/* One look-up of a person's devices. */
typedef struct
{
  HeraldRecipientPicker *self;  /* (owned) */
  GtkWidget             *group; /* (owned) (nullable): where the rows go */
  guint                  generation;
  gboolean               choose; /* tick what is found */
} Lookup;

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldRecipientPicker, herald_recipient_picker, ADW_TYPE_BIN)

static Lookup *
lookup_new (HeraldRecipientPicker *self, GtkWidget *group, gboolean choose)
{
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->self = g_object_ref (self);
  lookup->group = group != NULL ? g_object_ref (group) : NULL;
  lookup->generation = self->generation;
  lookup->choose = choose;
  return lookup;
}

static void
lookup_free (Lookup *lookup)
{
  g_clear_object (&lookup->self);
  g_clear_object (&lookup->group);
  g_free (lookup);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lookup, lookup_free)

static void
sync_checks (HeraldRecipientPicker *self, GtkWidget *parent)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      HeraldDevice *device = g_object_get_data (G_OBJECT (child), "herald-device");

      if (GTK_IS_CHECK_BUTTON (child) && device != NULL)
        gtk_check_button_set_active (GTK_CHECK_BUTTON (child),
                                     herald_recipient_list_contains (self->chosen, device));
      else
        sync_checks (self, child); /* true recursion: the tree of rows */
    }
}

static void
clear_list (GtkListBox *list)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

/* Every check box follows the chosen devices. */
static void
chosen_changed_cb (HeraldRecipientPicker *self)
{
  self->syncing = TRUE;
  sync_checks (self, GTK_WIDGET (self->people));
  sync_checks (self, GTK_WIDGET (self->device_list));
  self->syncing = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
check_toggled_cb (HeraldRecipientPicker *self, GtkCheckButton *check)
{
  HeraldDevice *device = g_object_get_data (G_OBJECT (check), "herald-device");

  if (!self->syncing)
    herald_recipient_list_choose (self->chosen, device, gtk_check_button_get_active (check));
}

static GtkWidget *
create_check_row (HeraldRecipientPicker *self, HeraldDevice *device)
{
  GtkWidget *row = herald_recipient_row_new (device);
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               herald_recipient_list_contains (self->chosen, device));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  herald_recipient_row_describe (device), -1);
  g_object_set_data_full (G_OBJECT (check), "herald-device", g_object_ref (device), g_object_unref);
  g_signal_connect_object (check, "toggled", G_CALLBACK (check_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  return row;
}

static void
show_person_text (HeraldRecipientPicker *self, const char *text)
{
  gtk_label_set_text (self->person_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->person_label), text != NULL);
}

static void
add_person_devices (Lookup *lookup, GPtrArray *devices)
{
  HeraldRecipientPicker *self = lookup->self;

  for (guint i = 0; i < devices->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (lookup->group),
                               create_check_row (self, devices->pdata[i]));
  if (devices->len == 0)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("No device with this app"));
      gtk_widget_set_sensitive (row, FALSE);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (lookup->group), row);
    }
  herald_recipient_list_update (self->chosen, devices, lookup->choose);
}

static void
lookup_got_devices_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Lookup) lookup = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices =
    herald_devices_list_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || lookup->generation != lookup->self->generation)
    return;
  if (devices != NULL)
    add_person_devices (lookup, devices);
  else
    show_person_text (lookup->self, error->message);
}

static char *
describe_person (HeraldPerson *person)
{
  const char *table = herald_person_table_get_label (herald_person_get_table (person));
  const char *company = herald_person_get_company (person);

  if (company == NULL || *company == '\0')
    return g_strdup (table);
  /* Translators: contact or lead, company. */
  return g_strdup_printf (_("%s · %s"), table, company);
}

static void
add_person (HeraldRecipientPicker *self, HeraldPerson *person, gboolean choose)
{
  GtkWidget       *group = adw_preferences_group_new ();
  g_autofree char *details = describe_person (person);
  g_autofree char *title = g_markup_escape_text (herald_person_get_name (person), -1);
  g_autofree char *description = g_markup_escape_text (details, -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (self->people, group);
  herald_devices_list_async (self->session, herald_person_get_id (person),
                             herald_app_get (self->app, HERALD_APP_ID), self->cancellable,
                             lookup_got_devices_cb, lookup_new (self, group, choose));
}

static void
clear_people (HeraldRecipientPicker *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->people))) != NULL)
    gtk_box_remove (self->people, child);
}

static void
lookup_got_people_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Lookup) lookup = user_data;
  HeraldRecipientPicker *self = lookup->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people =
    herald_people_find_finish (HERALD_SESSION (source), result, &error);

  if (lookup->generation != self->generation)
    return;
  gtk_spinner_stop (self->person_spinner);
  if (herald_error_is_cancelled (error))
    return;
  if (people == NULL)
    {
      show_person_text (self, error->message);
      return;
    }
  if (people->len == 0)
    show_person_text (self, _("No contact or lead has this address."));
  else if (people->len > 1)
    show_person_text (self, _("Several people have this address. Tick whom you mean."));
  for (guint i = 0; i < people->len; i++)
    {
      g_ptr_array_add (self->persons, g_object_ref (people->pdata[i]));
      add_person (self, people->pdata[i], people->len == 1);
    }
}

static void
find_person_cb (HeraldRecipientPicker *self)
{
  const char *emails[] = { gtk_editable_get_text (self->email_row), NULL };

  if (self->session == NULL || self->app == NULL || *emails[0] == '\0')
    return;
  self->generation++;
  g_ptr_array_set_size (self->persons, 0);
  clear_people (self);
  show_person_text (self, NULL);
  gtk_spinner_start (self->person_spinner);
  herald_people_find_async (self->session, emails, self->cancellable, lookup_got_people_cb,
                            lookup_new (self, NULL, FALSE));
}

static gboolean
device_matches (HeraldDevice *device, const char *wanted)
{
  const char *texts[] = { herald_device_get_name (device), herald_device_get_user_name (device),
                          herald_device_get_token (device), herald_device_get_user_id (device) };

  if (*wanted == '\0')
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *folded = g_utf8_casefold (texts[i] != NULL ? texts[i] : "", -1);

      if (strstr (folded, wanted) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
fill_devices (HeraldRecipientPicker *self)
{
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->device_entry), -1);
  guint            n_matches = 0;
  g_autofree char *text = NULL;

  clear_list (self->device_list);
  for (guint i = 0; self->devices != NULL && i < self->devices->len; i++)
    {
      if (!device_matches (self->devices->pdata[i], wanted))
        continue;
      if (n_matches++ < MAX_LISTED)
        gtk_list_box_append (self->device_list, create_check_row (self, self->devices->pdata[i]));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->device_list), n_matches > 0);
  if (n_matches > MAX_LISTED)
    /* Translators: number of devices shown, number of devices found. */
    text = g_strdup_printf (_("The first %u of %u devices. Type to find others."), MAX_LISTED,
                               n_matches);
  else if (n_matches == 0 && self->devices != NULL)
    text = g_strdup (*wanted != '\0' ? _("No device of this app fits.")
                                     : _("No device is registered with this app."));
  gtk_label_set_text (self->device_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->device_label), text != NULL);
}

static void
list_got_devices_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldRecipientPicker) self = HERALD_RECIPIENT_PICKER (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices =
    herald_devices_list_finish (HERALD_SESSION (source), result, &error);

  if (herald_error_is_cancelled (error) || self->session != HERALD_SESSION (source))
    return;
  if (devices == NULL)
    {
      gtk_label_set_text (self->device_label, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->device_label), TRUE);
      return;
    }
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  self->devices = g_steal_pointer (&devices);
  fill_devices (self);
  herald_recipient_list_update (self->chosen, self->devices, FALSE);
}

static void
device_search_changed_cb (HeraldRecipientPicker *self)
{
  fill_devices (self);
}

static HeraldPlatform
get_token_platform (HeraldRecipientPicker *self)
{
  return adw_combo_row_get_selected (self->platform_row) == 0 ? HERALD_PLATFORM_IOS
                                                              : HERALD_PLATFORM_ANDROID;
}

/* Returns: (transfer full) (nullable): what is wrong with the pasted token */
static HeraldIssue *
check_token (HeraldRecipientPicker *self)
{
  g_autofree char *token = herald_device_token_clean (gtk_editable_get_text (self->token_row));

  return herald_device_token_check (get_token_platform (self), token);
}

static void
token_changed_cb (HeraldRecipientPicker *self)
{
  gboolean is_empty = *gtk_editable_get_text (self->token_row) == '\0';
  g_autoptr (HeraldIssue) issue = is_empty ? NULL : check_token (self);

  herald_issue_row_set_issue (self->token_issue, issue);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_token_button),
                            !is_empty &&
                              (issue == NULL || issue->severity != HERALD_SEVERITY_ERROR));
}

static void
add_token_cb (HeraldRecipientPicker *self)
{
  g_autofree char *token = NULL;
  g_autoptr (HeraldDevice) device = NULL;

  token_changed_cb (self);
  if (self->app == NULL || !gtk_widget_get_sensitive (GTK_WIDGET (self->add_token_button)))
    return;
  token = herald_device_token_clean (gtk_editable_get_text (self->token_row));
  device = herald_device_new (NULL, get_token_platform (self), token, NULL,
                              herald_app_get (self->app, HERALD_APP_ID));
  gtk_editable_set_text (self->token_row, "");
  herald_recipient_list_choose (self->chosen, device, TRUE);
}

static void
herald_recipient_picker_dispose (GObject *object)
{
  HeraldRecipientPicker *self = HERALD_RECIPIENT_PICKER (object);

  self->generation++;
  g_clear_object (&self->session);
  g_clear_object (&self->app);
  g_clear_object (&self->cancellable);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_recipient_picker_parent_class)->dispose (object);
}

static void
herald_recipient_picker_finalize (GObject *object)
{
  HeraldRecipientPicker *self = HERALD_RECIPIENT_PICKER (object);

  g_clear_pointer (&self->persons, g_ptr_array_unref);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  G_OBJECT_CLASS (herald_recipient_picker_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-recipient-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, add_token_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, chosen);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, device_entry);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, device_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, device_list);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, email_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, people);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, person_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, person_spinner);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, platform_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, token_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldRecipientPicker, token_row);
  gtk_widget_class_bind_template_callback (widget_class, add_token_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, device_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, find_person_cb);
  gtk_widget_class_bind_template_callback (widget_class, token_changed_cb);
}

static void
herald_recipient_picker_class_init (HeraldRecipientPickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = herald_recipient_picker_dispose;
  G_OBJECT_CLASS (klass)->finalize = herald_recipient_picker_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
  g_type_ensure (HERALD_TYPE_RECIPIENT_LIST);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
herald_recipient_picker_init (HeraldRecipientPicker *self)
{
  self->persons = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * herald_recipient_picker_new:
 *
 * Returns: (transfer floating): a picker without an app
 */
GtkWidget *
herald_recipient_picker_new (void)
{
  return g_object_new (HERALD_TYPE_RECIPIENT_PICKER, NULL);
}

/**
 * herald_recipient_picker_set_app:
 * @self: a picker
 * @session: (nullable): where people and devices are looked up
 * @app: (nullable): the app whose devices are offered
 * @cancellable: (nullable): the page's
 *
 * Another app or session forgets what was chosen.
 */
void
herald_recipient_picker_set_app (HeraldRecipientPicker *self,
                                 HeraldSession         *session,
                                 HeraldApp             *app,
                                 GCancellable          *cancellable)
{
  gboolean same = FALSE;

  g_return_if_fail (HERALD_IS_RECIPIENT_PICKER (self));

  same =
    self->session == session && self->app != NULL && app != NULL &&
    g_strcmp0 (herald_app_get (self->app, HERALD_APP_ID), herald_app_get (app, HERALD_APP_ID)) == 0;
  g_set_object (&self->session, session);
  g_set_object (&self->app, app);
  g_set_object (&self->cancellable, cancellable);
  if (!same)
    {
      self->generation++;
      g_ptr_array_set_size (self->persons, 0);
      g_clear_pointer (&self->devices, g_ptr_array_unref);
      clear_people (self);
      show_person_text (self, NULL);
      fill_devices (self);
      herald_recipient_list_clear (self->chosen);
    }
  herald_recipient_picker_reload (self);
}

/**
 * herald_recipient_picker_reload:
 * @self: a picker
 *
 * Reads the devices again: one that was cleaned up meanwhile is told as such.
 */
void
herald_recipient_picker_reload (HeraldRecipientPicker *self)
{
  g_return_if_fail (HERALD_IS_RECIPIENT_PICKER (self));

  if (self->session == NULL || self->app == NULL)
    return;
  self->generation++;
  gtk_spinner_stop (self->person_spinner);
  clear_people (self);
  for (guint i = 0; i < self->persons->len; i++)
    add_person (self, self->persons->pdata[i], FALSE);
  herald_devices_list_async (self->session, NULL, herald_app_get (self->app, HERALD_APP_ID),
                             self->cancellable, list_got_devices_cb, g_object_ref (self));
}

/**
 * herald_recipient_picker_get_devices:
 * @self: a picker
 *
 * Returns: (transfer none) (element-type HeraldDevice): the chosen devices
 */
GPtrArray *
herald_recipient_picker_get_devices (HeraldRecipientPicker *self)
{
  g_return_val_if_fail (HERALD_IS_RECIPIENT_PICKER (self), NULL);

  return herald_recipient_list_get_devices (self->chosen);
}

/**
 * herald_recipient_picker_focus:
 * @self: a picker
 *
 * Puts the keyboard focus where a recipient is typed.
 */
void
herald_recipient_picker_focus (HeraldRecipientPicker *self)
{
  const char *shown = NULL;

  g_return_if_fail (HERALD_IS_RECIPIENT_PICKER (self));

  shown = gtk_stack_get_visible_child_name (self->stack);
  if (g_strcmp0 (shown, "device") == 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->device_entry));
  else if (g_strcmp0 (shown, "token") == 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->token_row));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->email_row));
}
