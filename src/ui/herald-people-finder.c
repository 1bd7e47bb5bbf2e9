/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows every match of every address: several people with one address stand side by side with a
 * note, and none is chosen for anybody. */
#include "config.h"

#include "ui/herald-people-finder.h"

#include "base/herald-error.h"
#include "model/herald-emails.h"
#include "ui/herald-exchange-row.h"
#include "ui/herald-person-row.h"
#include "ui/herald-status.h"

#include <glib/gi18n.h>
#include <string.h>

struct _HeraldPeopleFinder
{
  AdwBin parent_instance;

  GPtrArray *exchange_rows; /* (element-type GtkWidget) (owned): inside requests_row */

  GtkBox         *box;
  GtkSearchEntry *entry;
  GtkBox         *groups;
  GtkWidget      *requests_group;
  AdwExpanderRow *requests_row;
  GtkWidget      *results;
  GtkStack       *stack;
  HeraldStatus   *status;
  GtkWidget      *welcome;
};

enum
{
  SIGNAL_SEARCH,
  SIGNAL_PERSON_ACTIVATED,
  SIGNAL_RETRY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HeraldPeopleFinder, herald_people_finder, ADW_TYPE_BIN)

static void
set_searched (HeraldPeopleFinder *self, gboolean searched)
{
  gtk_widget_set_visible (self->welcome, !searched);
  gtk_widget_set_visible (GTK_WIDGET (self->stack), searched);
  gtk_widget_set_valign (GTK_WIDGET (self->box), searched ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
}

/* Results stand at the top, a status in the middle of what is free. */
static void
show_child (HeraldPeopleFinder *self, GtkWidget *child)
{
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), child != self->results);
  gtk_stack_set_visible_child (self->stack, child);
}

static void
clear_results (HeraldPeopleFinder *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
}

static void
entry_activate_cb (HeraldPeopleFinder *self)
{
  herald_people_finder_search (self);
}

static void
status_activated_cb (HeraldPeopleFinder *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
person_activated_cb (HeraldPeopleFinder *self, HeraldPersonRow *row)
{
  g_signal_emit (self, signals[SIGNAL_PERSON_ACTIVATED], 0, herald_person_row_get_person (row));
}

static gboolean
is_match (HeraldPerson *person, const char *email, gboolean only_email)
{
  const char      *query = herald_person_get_query (person);
  g_autofree char *folded_query = NULL;
  g_autofree char *folded_email = NULL;

  /* One address only: whoever was found was found by it. */
  if (only_email)
    return TRUE;
  folded_query = g_utf8_casefold (query != NULL ? query : "", -1);
  folded_email = g_utf8_casefold (email, -1);
  return strcmp (folded_query, folded_email) == 0;
}

static AdwPreferencesGroup *
append_group (HeraldPeopleFinder *self, const char *title, const char *description)
{
  GtkWidget       *group = adw_preferences_group_new ();
  g_autofree char *escaped_title = g_markup_escape_text (title, -1);
  g_autofree char *escaped_description = g_markup_escape_text (description, -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), escaped_title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), escaped_description);
  gtk_box_append (self->groups, group);
  return ADW_PREFERENCES_GROUP (group);
}

static char *
describe_matches (guint n_matches)
{
  if (n_matches == 0)
    return g_strdup (_("No contact and no lead has this address."));
  if (n_matches == 1)
    return g_strdup ("");
  return g_strdup_printf (ngettext ("%u person has this address.",
                                    "%u people have this address. Choose the right one.",
                                    n_matches),
                          n_matches);
}

static guint
add_email (HeraldPeopleFinder *self, const char *email, GPtrArray *people, gboolean only_email)
{
  g_autoptr (GPtrArray) matches = g_ptr_array_new ();
  g_autofree char     *description = NULL;
  AdwPreferencesGroup *group;

  for (guint i = 0; i < people->len; i++)
    if (is_match (g_ptr_array_index (people, i), email, only_email))
      g_ptr_array_add (matches, g_ptr_array_index (people, i));
  description = describe_matches (matches->len);
  /* One address stands in the entry right above. */
  group = append_group (self, only_email ? "" : email, description);
  for (guint i = 0; i < matches->len; i++)
    {
      GtkWidget *row = herald_person_row_new (g_ptr_array_index (matches, i));

      g_signal_connect_object (row, "activated", G_CALLBACK (person_activated_cb), self,
                               G_CONNECT_SWAPPED);
      adw_preferences_group_add (group, row);
    }
  return matches->len;
}

static char *
join_emails (const char *const *emails)
{
  GString *joined = g_string_new (NULL);

  for (gsize i = 0; emails[i] != NULL; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? ", " : "", emails[i]);
  return g_string_free (joined, FALSE);
}

static void
show_nobody (HeraldPeopleFinder *self, const char *const *emails)
{
  g_autofree char *tried = join_emails (emails);
  /* Translators: %s is one or several e-mail addresses. */
  g_autofree char *description = g_strdup_printf (_("No contact and no lead has %s, neither as its first nor as a contact’s second address. "
      "Check the spelling, or look the person up under another address."),
    tried);

  herald_status_show_empty (self->status, "system-search-symbolic",
                            _("Nobody Found"), description, NULL);
  show_child (self, GTK_WIDGET (self->status));
}

static void
herald_people_finder_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (herald_people_finder_parent_class)->dispose (object);
}

static void
herald_people_finder_finalize (GObject *object)
{
  g_ptr_array_unref (HERALD_PEOPLE_FINDER (object)->exchange_rows);
  G_OBJECT_CLASS (herald_people_finder_parent_class)->finalize (object);
}

static void
herald_people_finder_class_init (HeraldPeopleFinderClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = HERALD_TYPE_PEOPLE_FINDER;

  object_class->dispose = herald_people_finder_dispose;
  object_class->finalize = herald_people_finder_finalize;

  signals[SIGNAL_SEARCH] = g_signal_new ("search", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRV);
  signals[SIGNAL_PERSON_ACTIVATED] =
    g_signal_new ("person-activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  HERALD_TYPE_PERSON);
  signals[SIGNAL_RETRY] =
    g_signal_new ("retry", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/herald_console/Herald/ui/"
                                                             "herald-people-finder.ui");
  gtk_widget_class_bind_template_child (widget_class, HeraldPeopleFinder, box);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeopleFinder, entry);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeopleFinder, groups);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeopleFinder, requests_group);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeopleFinder, requests_row);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeopleFinder, results);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeopleFinder, stack);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeopleFinder, status);
  gtk_widget_class_bind_template_child (widget_class, HeraldPeopleFinder, welcome);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, status_activated_cb);
  g_type_ensure (HERALD_TYPE_STATUS);
}

static void
herald_people_finder_init (HeraldPeopleFinder *self)
{
  self->exchange_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  set_searched (self, FALSE);
}

/**
 * herald_people_finder_new:
 *
 * Returns: (transfer floating): a finder that waits for an address
 */
GtkWidget *
herald_people_finder_new (void)
{
  return g_object_new (HERALD_TYPE_PEOPLE_FINDER, NULL);
}

/**
 * herald_people_finder_reset:
 * @self: a finder
 *
 * Goes back to the empty search: for another environment.
 */
void
herald_people_finder_reset (HeraldPeopleFinder *self)
{
  g_autoptr (GPtrArray) none = NULL;

  g_return_if_fail (HERALD_IS_PEOPLE_FINDER (self));

  none = g_ptr_array_new ();
  clear_results (self);
  herald_people_finder_set_exchanges (self, none);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  set_searched (self, FALSE);
}

/**
 * herald_people_finder_stop:
 * @self: a finder that shows that it is looking
 *
 * Goes back to what was typed, to be looked for again or changed.
 */
void
herald_people_finder_stop (HeraldPeopleFinder *self)
{
  g_return_if_fail (HERALD_IS_PEOPLE_FINDER (self));

  set_searched (self, FALSE);
  herald_people_finder_focus (self);
}

/**
 * herald_people_finder_show_loading:
 * @self: a finder
 */
void
herald_people_finder_show_loading (HeraldPeopleFinder *self)
{
  g_autoptr (GPtrArray) none = NULL;

  g_return_if_fail (HERALD_IS_PEOPLE_FINDER (self));

  none = g_ptr_array_new ();
  set_searched (self, TRUE);
  herald_people_finder_set_exchanges (self, none);
  herald_status_show_loading (self->status, _("Looking in Contacts and Leads"));
  herald_status_add_action (self->status, _("_Cancel"), "page.cancel-search");
  show_child (self, GTK_WIDGET (self->status));
}

/**
 * herald_people_finder_show_results:
 * @self: a finder
 * @emails: (array zero-terminated=1): the addresses that were asked for
 * @people: (element-type HeraldPerson): who was found
 */
void
herald_people_finder_show_results (HeraldPeopleFinder *self,
                                   const char *const  *emails,
                                   GPtrArray          *people)
{
  g_return_if_fail (HERALD_IS_PEOPLE_FINDER (self));
  g_return_if_fail (emails != NULL && people != NULL);

  set_searched (self, TRUE);
  clear_results (self);
  if (people->len == 0)
    {
      show_nobody (self, emails);
      return;
    }
  for (gsize i = 0; emails[i] != NULL; i++)
    add_email (self, emails[i], people, emails[1] == NULL);
  show_child (self, self->results);
}

/**
 * herald_people_finder_show_error:
 * @self: a finder
 * @error: why nothing could be found
 */
void
herald_people_finder_show_error (HeraldPeopleFinder *self, const GError *error)
{
  g_return_if_fail (HERALD_IS_PEOPLE_FINDER (self));
  g_return_if_fail (error != NULL);

  set_searched (self, TRUE);
  /* The same words again would be as wrong. */
  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_INVALID))
    herald_status_show_empty (self->status, "dialog-error-symbolic",
                              _("Could Not Search"), error->message, NULL);
  else
    herald_status_show_error (self->status, _("Could Not Search"), error);
  show_child (self, GTK_WIDGET (self->status));
}

/**
 * herald_people_finder_set_exchanges:
 * @self: a finder
 * @exchanges: (element-type HeraldExchange): the requests that gave what is shown; none hides them
 */
void
herald_people_finder_set_exchanges (HeraldPeopleFinder *self, GPtrArray *exchanges)
{
  g_return_if_fail (HERALD_IS_PEOPLE_FINDER (self));
  g_return_if_fail (exchanges != NULL);

  for (guint i = 0; i < self->exchange_rows->len; i++)
    adw_expander_row_remove (self->requests_row, g_ptr_array_index (self->exchange_rows, i));
  g_ptr_array_set_size (self->exchange_rows, 0);
  for (guint i = 0; i < exchanges->len; i++)
    {
      GtkWidget *row = herald_exchange_row_new (g_ptr_array_index (exchanges, i));

      adw_expander_row_add_row (self->requests_row, row);
      g_ptr_array_add (self->exchange_rows, row);
    }
  gtk_widget_set_visible (self->requests_group, exchanges->len > 0);
}

/**
 * herald_people_finder_set_text:
 * @self: a finder
 * @text: what to look up; it is not searched by itself
 */
void
herald_people_finder_set_text (HeraldPeopleFinder *self, const char *text)
{
  g_return_if_fail (HERALD_IS_PEOPLE_FINDER (self));
  g_return_if_fail (text != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

/**
 * herald_people_finder_search:
 * @self: a finder
 *
 * Asks for the addresses in the entry, as Enter does; nothing happens while it is empty.
 */
void
herald_people_finder_search (HeraldPeopleFinder *self)
{
  g_auto (GStrv) emails = NULL;

  g_return_if_fail (HERALD_IS_PEOPLE_FINDER (self));

  emails = herald_emails_split (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  if (emails[0] != NULL)
    g_signal_emit (self, signals[SIGNAL_SEARCH], 0, emails);
}

/**
 * herald_people_finder_focus:
 * @self: a finder
 *
 * Puts the keyboard into the entry, with its text selected to type over.
 */
void
herald_people_finder_focus (HeraldPeopleFinder *self)
{
  g_return_if_fail (HERALD_IS_PEOPLE_FINDER (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}
