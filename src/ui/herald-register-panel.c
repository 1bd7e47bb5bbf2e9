/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The side panel of the person page. It checks the token while one types, shows the request before
 * it is sent and the states as they happen; who made it does the sending. */
#include "config.h"

#include "ui/herald-register-panel.h"

#include "model/herald-app.h"
#include "model/herald-device-token.h"
#include "model/herald-phone.h"
#include "model/herald-reason.h"
#include "ui/herald-clipboard.h"
#include "ui/herald-issue-row.h"
#include "ui/herald-registration-steps.h"
#include "ui/herald-toast.h"
#include "ui/herald-widget.h"

#include <glib/gi18n.h>

/* The items of the platform row, in order. */
static const HeraldPlatform platforms[] = { HERALD_PLATFORM_IOS, HERALD_PLATFORM_ANDROID };

struct _HeraldRegisterPanel
{
  AdwBin parent_instance;

  HeraldPerson       *person;       /* (owned) (nullable) */
  GPtrArray          *apps;         /* (element-type HeraldApp) (owned) */
  GPtrArray          *phones;       /* (element-type HeraldPhone) (owned): those with a token */
  HeraldRegistration *registration; /* (owned) (nullable): under way or ended */
  char               *wanted_app;   /* (owned) (nullable): to choose once the apps are there */
  gboolean            loading;      /* a list is replaced, nobody chooses */
  gboolean            working;
  gboolean            follows_end; /* the last step is to be seen as it comes */

  AdwComboRow             *app_row;
  GtkWidget               *cancel_button;
  GtkButton               *fix_button;
  GtkWidget               *form;
  AdwComboRow             *phone_row;
  AdwComboRow             *platform_row;
  GtkWidget               *register_button;
  GtkLabel                *request_label;
  AdwExpanderRow          *request_row;
  GtkScrolledWindow       *scrolled;
  HeraldRegistrationSteps *steps;
  HeraldIssueRow          *token_issue;
  GtkEditable             *token_row;
  GtkLabel                *whom_label;
};

enum
{
  SIGNAL_REGISTER,
  SIGNAL_CANCEL,
  SIGNAL_CHANGED,
  SIGNAL_CLOSE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldRegisterPanel, herald_register_panel, ADW_TYPE_BIN)

static HeraldApp *
get_app (HeraldRegisterPanel *self)
{
  guint selected = adw_combo_row_get_selected (self->app_row);

  return selected < self->apps->len ? g_ptr_array_index (self->apps, selected) : NULL;
}

static HeraldPlatform
get_platform (HeraldRegisterPanel *self)
{
  guint selected = adw_combo_row_get_selected (self->platform_row);

  return selected < G_N_ELEMENTS (platforms) ? platforms[selected] : HERALD_PLATFORM_UNKNOWN;
}

static void
set_platform (HeraldRegisterPanel *self, HeraldPlatform platform)
{
  for (guint i = 0; i < G_N_ELEMENTS (platforms); i++)
    if (platforms[i] == platform)
      adw_combo_row_set_selected (self->platform_row, i);
}

/* The keyboard goes on to the button that is of use now, before what it was in cannot be used. */
static void
show_working (HeraldRegisterPanel *self)
{
  gboolean   had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;
  GtkWidget *next = self->working ? self->cancel_button : self->register_button;

  gtk_widget_set_visible (next, TRUE);
  if (!self->working)
    gtk_widget_set_sensitive (self->form, TRUE);
  if (had_focus)
    gtk_widget_grab_focus (next);
  gtk_widget_set_sensitive (self->form, !self->working);
  gtk_widget_set_visible (self->register_button, !self->working);
  gtk_widget_set_visible (self->cancel_button, self->working);
}

/* An empty field is not scolded; it just cannot be registered yet. */
static void
update_form (HeraldRegisterPanel *self)
{
  const char *text = gtk_editable_get_text (self->token_row);
  g_autoptr (HeraldIssue) issue = herald_device_token_check (get_platform (self), text);
  gboolean refused = issue != NULL && issue->severity == HERALD_SEVERITY_ERROR;
  gboolean ready = !refused && self->person != NULL && get_app (self) != NULL;

  herald_issue_row_set_issue (self->token_issue, *text != '\0' ? issue : NULL);
  gtk_widget_set_sensitive (self->register_button, ready);
  if (gtk_widget_get_visible (self->cancel_button) != self->working)
    show_working (self);
}

static void
form_changed_cb (HeraldRegisterPanel *self)
{
  self->follows_end = FALSE;
  update_form (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
phone_selected_cb (HeraldRegisterPanel *self)
{
  guint        selected = adw_combo_row_get_selected (self->phone_row);
  HeraldPhone *phone;

  /* The first item stands for any other phone. */
  if (self->loading || selected == 0 || selected > self->phones->len)
    return;
  phone = g_ptr_array_index (self->phones, selected - 1);
  set_platform (self, herald_phone_get_platform (phone));
  gtk_editable_set_text (self->token_row, herald_phone_get_token (phone));
}

/* The button that leads to what is wrong. */
static void
update_fix (HeraldRegisterPanel *self)
{
  HeraldApp          *app = get_app (self);
  const HeraldReason *reason = NULL;
  g_autofree char    *target = NULL;
  gboolean            edit_app;

  if (self->registration != NULL)
    reason = herald_reason_find (HERALD_SERVICE_REGISTRATION,
                                 herald_registration_get_reason (self->registration));
  edit_app = reason != NULL && reason->fix == HERALD_FIX_EDIT_APP && app != NULL && !self->working;
  gtk_widget_set_visible (GTK_WIDGET (self->fix_button), edit_app);
  if (!edit_app)
    return;
  target = g_strdup_printf ("apps/app:%s", herald_app_get (app, HERALD_APP_ID));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->fix_button), "s", target);
}

static void
register_clicked_cb (HeraldRegisterPanel *self)
{
  if (self->working || !gtk_widget_get_sensitive (self->register_button))
    return;
  g_clear_object (&self->registration);
  self->registration = herald_register_panel_dup_registration (self);
  if (self->registration == NULL)
    return;
  self->working = TRUE;
  self->follows_end = TRUE;
  update_form (self);
  update_fix (self);
  herald_registration_steps_set_registration (self->steps, self->registration);
  g_signal_emit (self, signals[SIGNAL_REGISTER], 0, self->registration);
}

static void
height_changed_cb (HeraldRegisterPanel *self, GtkAdjustment *adjustment)
{
  if (self->follows_end)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) -
                                            gtk_adjustment_get_page_size (adjustment));
}

static void
cancel_clicked_cb (HeraldRegisterPanel *self)
{
  g_signal_emit (self, signals[SIGNAL_CANCEL], 0);
}

static void
close_clicked_cb (HeraldRegisterPanel *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSE], 0);
}

static void
copy_clicked_cb (HeraldRegisterPanel *self)
{
  herald_clipboard_copy (GTK_WIDGET (self), gtk_label_get_text (self->request_label));
  herald_toast_show (GTK_WIDGET (self), _("Request copied"));
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  g_signal_emit (widget, signals[SIGNAL_CLOSE], 0);
  return GDK_EVENT_STOP;
}

static void
herald_register_panel_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_register_panel_parent_class)->dispose (object);
}

static void
herald_register_panel_finalize (GObject *object)
{
  HeraldRegisterPanel *self = HERALD_REGISTER_PANEL (object);

  g_clear_object (&self->person);
  g_clear_object (&self->registration);
  g_clear_pointer (&self->wanted_app, g_free);
  g_ptr_array_unref (self->apps);
  g_ptr_array_unref (self->phones);
  G_OBJECT_CLASS (herald_register_panel_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-register-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, app_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, fix_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, form);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, phone_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, platform_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, register_button);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, request_label);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, request_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, scrolled);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, steps);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, token_issue);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, token_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldRegisterPanel, whom_label);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, phone_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, register_clicked_cb);
  g_type_ensure (HERALD_TYPE_ISSUE_ROW);
  g_type_ensure (HERALD_TYPE_REGISTRATION_STEPS);
}

static void
herald_register_panel_class_init (HeraldRegisterPanelClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = HERALD_TYPE_REGISTER_PANEL;

  object_class->dispose = herald_register_panel_dispose;
  object_class->finalize = herald_register_panel_finalize;

  signals[SIGNAL_REGISTER] = g_signal_new ("register", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, HERALD_TYPE_REGISTRATION);
  signals[SIGNAL_CANCEL] =
    g_signal_new ("cancel", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLOSE] =
    g_signal_new ("close", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  bind_template (widget_class);
}

static void
herald_register_panel_init (HeraldRegisterPanel *self)
{
  self->apps = g_ptr_array_new_with_free_func (g_object_unref);
  self->phones = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled), "changed",
                           G_CALLBACK (height_changed_cb), self, G_CONNECT_SWAPPED);
  update_form (self);
}

/**
 * herald_register_panel_new:
 *
 * Returns: (transfer floating): a panel without a person
 */
GtkWidget *
herald_register_panel_new (void)
{
  return g_object_new (HERALD_TYPE_REGISTER_PANEL, NULL);
}

/**
 * herald_register_panel_set_person:
 * @self: a panel
 * @person: for whom devices are registered
 *
 * Forgets what was registered before.
 */
void
herald_register_panel_set_person (HeraldRegisterPanel *self, HeraldPerson *person)
{
  g_autofree char *whom = NULL;

  g_return_if_fail (HERALD_IS_REGISTER_PANEL (self));
  g_return_if_fail (HERALD_IS_PERSON (person));

  g_set_object (&self->person, person);
  g_clear_object (&self->registration);
  self->working = FALSE;
  herald_registration_steps_set_registration (self->steps, NULL);
  gtk_editable_set_text (self->token_row, "");
  adw_combo_row_set_selected (self->phone_row, 0);
  /* Translators: a person's name and “Contact” or “Lead”. */
  whom = g_strdup_printf (_("For %1$s (%2$s)"), herald_person_get_name (person),
                             herald_person_table_get_label (herald_person_get_table (person)));
  gtk_label_set_text (self->whom_label, whom);
  update_form (self);
  update_fix (self);
}

/* Rather none than another one. */
static void
select_app (HeraldRegisterPanel *self, const char *app_id)
{
  guint found = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < self->apps->len; i++)
    if (g_strcmp0 (herald_app_get (g_ptr_array_index (self->apps, i), HERALD_APP_ID), app_id) == 0)
      found = i;
  adw_combo_row_set_selected (self->app_row, found);
}

/**
 * herald_register_panel_set_apps:
 * @self: a panel
 * @apps: (element-type HeraldApp): the apps to choose from
 *
 * What was chosen from the last ones stays chosen.
 */
void
herald_register_panel_set_apps (HeraldRegisterPanel *self, GPtrArray *apps)
{
  g_autoptr (GtkStringList) names = NULL;
  g_autofree char *app_id = NULL;

  g_return_if_fail (HERALD_IS_REGISTER_PANEL (self));
  g_return_if_fail (apps != NULL);

  app_id = get_app (self) != NULL ? g_strdup (herald_app_get (get_app (self), HERALD_APP_ID))
                                  : g_steal_pointer (&self->wanted_app);
  names = gtk_string_list_new (NULL);
  g_ptr_array_set_size (self->apps, 0);
  for (guint i = 0; i < apps->len; i++)
    {
      const char *name = herald_app_get (g_ptr_array_index (apps, i), HERALD_APP_NAME);

      g_ptr_array_add (self->apps, g_object_ref (g_ptr_array_index (apps, i)));
      gtk_string_list_append (names, name != NULL ? name : _("(no name)"));
    }
  herald_widget_set_choices (self->app_row, names);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->app_row),
                               apps->len == 0 ? _("There is no app yet: set one up under Apps")
                                              : "");
  if (app_id != NULL)
    select_app (self, app_id);
  form_changed_cb (self);
}

/**
 * herald_register_panel_forget_apps:
 * @self: a panel that is not open
 *
 * Lets go of the apps, with which their keys go.
 */
void
herald_register_panel_forget_apps (HeraldRegisterPanel *self)
{
  g_return_if_fail (HERALD_IS_REGISTER_PANEL (self));

  g_ptr_array_set_size (self->apps, 0);
  g_clear_pointer (&self->wanted_app, g_free);
  adw_combo_row_set_model (self->app_row, NULL);
}

/* Returns: (nullable): what the chosen phone registers with */
static const char *
get_phone_token (HeraldRegisterPanel *self)
{
  guint selected = adw_combo_row_get_selected (self->phone_row);

  return selected > 0 && selected <= self->phones->len
           ? herald_phone_get_token (g_ptr_array_index (self->phones, selected - 1))
           : NULL;
}

/**
 * herald_register_panel_set_phones:
 * @self: a panel
 * @phones: (element-type HeraldPhone): the emulator's phones; none hides the choice
 *
 * What was chosen from the last ones stays chosen, and the form as it is.
 */
void
herald_register_panel_set_phones (HeraldRegisterPanel *self, GPtrArray *phones)
{
  g_autoptr (GtkStringList) names = NULL;
  g_autofree char *chosen = NULL;
  guint            selected = 0;

  g_return_if_fail (HERALD_IS_REGISTER_PANEL (self));
  g_return_if_fail (phones != NULL);

  chosen = g_strdup (get_phone_token (self));
  names = gtk_string_list_new (NULL);
  gtk_string_list_append (names, _("Another phone"));
  g_ptr_array_set_size (self->phones, 0);
  for (guint i = 0; i < phones->len; i++)
    {
      HeraldPhone *phone = g_ptr_array_index (phones, i);

      if (herald_phone_get_token (phone) == NULL)
        continue;
      g_ptr_array_add (self->phones, g_object_ref (phone));
      gtk_string_list_append (names, herald_phone_get_name (phone));
      if (g_strcmp0 (herald_phone_get_token (phone), chosen) == 0)
        selected = self->phones->len;
    }
  self->loading = TRUE;
  herald_widget_set_choices (self->phone_row, names);
  adw_combo_row_set_selected (self->phone_row, selected);
  self->loading = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->phone_row), self->phones->len > 0);
}

/**
 * herald_register_panel_fill:
 * @self: a panel
 * @app_id: (nullable): the app to choose
 * @platform: the platform to choose
 * @token: the device token
 */
void
herald_register_panel_fill (HeraldRegisterPanel *self,
                            const char          *app_id,
                            HeraldPlatform       platform,
                            const char          *token)
{
  g_return_if_fail (HERALD_IS_REGISTER_PANEL (self));
  g_return_if_fail (token != NULL);

  g_free (self->wanted_app);
  self->wanted_app = g_strdup (app_id);
  if (app_id != NULL)
    select_app (self, app_id);
  set_platform (self, platform);
  gtk_editable_set_text (self->token_row, token);
}

/**
 * herald_register_panel_dup_registration:
 * @self: a panel
 *
 * Returns: (transfer full) (nullable): what the form describes now, or %NULL while it lacks
 *   something
 */
HeraldRegistration *
herald_register_panel_dup_registration (HeraldRegisterPanel *self)
{
  HeraldApp *app;

  g_return_val_if_fail (HERALD_IS_REGISTER_PANEL (self), NULL);

  app = get_app (self);
  if (app == NULL || self->person == NULL || herald_app_get (app, HERALD_APP_ID) == NULL)
    return NULL;
  return herald_registration_new (herald_app_get (app, HERALD_APP_ID),
                                  herald_person_get_id (self->person), get_platform (self),
                                  gtk_editable_get_text (self->token_row));
}

/**
 * herald_register_panel_set_request:
 * @self: a panel
 * @request: (nullable): the request that would be sent
 */
void
herald_register_panel_set_request (HeraldRegisterPanel *self, const char *request)
{
  g_return_if_fail (HERALD_IS_REGISTER_PANEL (self));

  gtk_label_set_text (self->request_label, request != NULL ? request : "");
  gtk_widget_set_visible (GTK_WIDGET (self->request_row), request != NULL);
}

/**
 * herald_register_panel_finish:
 * @self: a panel
 * @error: (nullable): why the call could not be made or followed; nothing is said when it was
 *   cancelled
 */
void
herald_register_panel_finish (HeraldRegisterPanel *self, const GError *error)
{
  g_return_if_fail (HERALD_IS_REGISTER_PANEL (self));

  self->working = FALSE;
  if (error != NULL)
    herald_registration_steps_fail (self->steps, error);
  update_form (self);
  update_fix (self);
}

/**
 * herald_register_panel_focus:
 * @self: a panel
 *
 * Puts the keyboard where something has to be entered first.
 */
void
herald_register_panel_focus (HeraldRegisterPanel *self)
{
  g_return_if_fail (HERALD_IS_REGISTER_PANEL (self));

  if (self->phones->len > 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->phone_row));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->token_row));
}
