/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in words what may go to a server, when something did and how that ended. */
#include "config.h"

#include "ui/herald-host-row.h"

#include "ui/herald-clipboard.h"
#include "ui/herald-time-label.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

struct _HeraldHostRow
{
  AdwActionRow parent_instance;

  HeraldHost *host; /* (owned) */

  GtkImage *image;
};

G_DEFINE_FINAL_TYPE (HeraldHostRow, herald_host_row, ADW_TYPE_ACTION_ROW)

static const char *
get_state (const HeraldHost *host)
{
  if (host->allowed)
    return host->n_contacts > 0 ? _("Allowed") : _("Allowed, never contacted");
  return host->n_refused > 0 ? _("Not allowed: nothing was sent there") : _("No longer allowed");
}

static const char *
get_icon_name (const HeraldHost *host)
{
  if (!host->allowed)
    return host->n_refused > 0 ? "action-unavailable-symbolic" : "dialog-warning-symbolic";
  if (host->n_contacts == 0)
    return "network-idle-symbolic";
  return host->error != NULL ? "network-error-symbolic" : "network-transmit-receive-symbolic";
}

static void
add_line (GString *text, const char *line)
{
  if (*line == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

/* The words are those of a list; here they begin a line. */
static char *
dup_capitalised (const char *words)
{
  const char      *rest = *words != '\0' ? g_utf8_next_char (words) : words;
  g_autofree char *first = g_utf8_strup (words, rest - words);

  return g_strconcat (first, rest, NULL);
}

static void
add_contact (GString *text, const HeraldHost *host, gint64 now_us)
{
  g_autofree char *when = herald_time_describe (now_us, host->contacted_us);
  g_autofree char *outcome = herald_host_describe_outcome (host);
  g_autofree char *line = NULL;

  if (host->n_contacts == 0)
    return;
  /* Translators: when a server was contacted last, such as “5 minutes ago”, and how that ended. */
  line = g_strdup_printf (_("Last contact %1$s: %2$s"), when, outcome);
  add_line (text, line);
}

static void
add_refusal (GString *text, const HeraldHost *host, gint64 now_us)
{
  g_autofree char *when = herald_time_describe (now_us, host->refused_us);
  g_autofree char *line = NULL;

  if (host->n_refused == 0)
    return;
  /* Translators: %2$s is such as “5 minutes ago”. */
  line = g_strdup_printf (ngettext ("Refused %1$u time, last %2$s", "Refused %1$u times, last %2$s",
                                    (gulong) host->n_refused),
                          (guint) MIN (host->n_refused, G_MAXUINT), when);
  add_line (text, line);
}

static char *
describe_exactly (const HeraldHost *host)
{
  gint64           last_us = MAX (host->contacted_us, host->refused_us);
  g_autofree char *when = herald_time_describe_exactly (last_us);

  return last_us > 0 ? g_steal_pointer (&when) : NULL;
}

static void
herald_host_row_activate (AdwActionRow *row)
{
  g_autofree char *text = herald_host_row_dup_text (HERALD_HOST_ROW (row));

  herald_clipboard_copy (GTK_WIDGET (row), text);
  herald_toast_show (GTK_WIDGET (row), _("Copied"));
}

static void
copy_clicked_cb (HeraldHostRow *self)
{
  herald_host_row_activate (ADW_ACTION_ROW (self));
}

static void
herald_host_row_finalize (GObject *object)
{
  g_clear_pointer (&HERALD_HOST_ROW (object)->host, herald_host_free);
  G_OBJECT_CLASS (herald_host_row_parent_class)->finalize (object);
}

static void
herald_host_row_class_init (HeraldHostRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_host_row_finalize;
  ADW_ACTION_ROW_CLASS (klass)->activate = herald_host_row_activate;
}

static void
herald_host_row_init (HeraldHostRow *self)
{
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  self->image = GTK_IMAGE (gtk_image_new ());
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->image));
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (copy, "flat");
  gtk_widget_set_tooltip_text (copy, _("Copy"));
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), copy);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

/**
 * herald_host_row_new:
 * @host: what to show
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
herald_host_row_new (const HeraldHost *host)
{
  HeraldHostRow *self = g_object_new (HERALD_TYPE_HOST_ROW, NULL);

  herald_host_row_set_host (self, host);
  return GTK_WIDGET (self);
}

/**
 * herald_host_row_get_host:
 * @self: a row
 *
 * Returns: (transfer none): what it shows
 */
const HeraldHost *
herald_host_row_get_host (HeraldHostRow *self)
{
  g_return_val_if_fail (HERALD_IS_HOST_ROW (self), NULL);

  return self->host;
}

/**
 * herald_host_row_set_host:
 * @self: a row
 * @host: the same server as it stands now
 */
void
herald_host_row_set_host (HeraldHostRow *self, const HeraldHost *host)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *address = NULL;
  g_autofree char *purposes = NULL;
  g_autofree char *line = NULL;
  g_autofree char *exactly = NULL;
  gint64           now_us = g_get_real_time ();

  g_return_if_fail (HERALD_IS_HOST_ROW (self));
  g_return_if_fail (host != NULL);

  g_clear_pointer (&self->host, herald_host_free);
  self->host = herald_host_copy (host);
  address = herald_host_dup_address (host);
  purposes = herald_host_purposes_describe (host->purposes);
  exactly = describe_exactly (host);
  line = dup_capitalised (purposes);
  add_line (text, line);
  add_line (text, get_state (host));
  add_contact (text, host, now_us);
  add_refusal (text, host, now_us);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), address);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), exactly);
  gtk_image_set_from_icon_name (self->image, get_icon_name (host));
}

/**
 * herald_host_row_dup_text:
 * @self: a row
 *
 * Returns: (transfer full): all that is known, on one line, parts apart by tabs
 */
char *
herald_host_row_dup_text (HeraldHostRow *self)
{
  g_autofree char *address = NULL;
  g_autofree char *purposes = NULL;
  g_autofree char *exactly = NULL;
  g_autofree char *outcome = NULL;

  g_return_val_if_fail (HERALD_IS_HOST_ROW (self), NULL);

  address = herald_host_dup_address (self->host);
  purposes = herald_host_purposes_describe (self->host->purposes);
  exactly = describe_exactly (self->host);
  outcome = herald_host_describe_outcome (self->host);
  return g_strdup_printf ("%s\t%s\t%s\t%s\t%s", address, purposes, get_state (self->host),
                          exactly != NULL ? exactly : "", outcome);
}
