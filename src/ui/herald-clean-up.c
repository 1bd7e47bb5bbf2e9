/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way from the wish to clean devices up to its outcome, the same for every page. */
#include "config.h"

#include "ui/herald-clean-up.h"

#include "base/herald-error.h"
#include "core/herald-devices.h"
#include "ui/herald-change.h"
#include "ui/herald-cleanup-dialog.h"
#include "ui/herald-toast.h"

#include <glib/gi18n.h>

typedef struct
{
  HeraldPage       *page;    /* (owned) */
  GPtrArray        *devices; /* (element-type HeraldDevice) (owned) */
  HeraldCleanUpFunc done;
} CleanUp;

static CleanUp *
clean_up_new (HeraldPage *page, GPtrArray *devices, HeraldCleanUpFunc done)
{
  CleanUp *clean_up = g_new0 (CleanUp, 1);

  clean_up->page = g_object_ref (page);
  clean_up->devices = g_ptr_array_ref (devices);
  clean_up->done = done;
  return clean_up;
}

static void
clean_up_free (gpointer data)
{
  CleanUp *clean_up = data;

  g_object_unref (clean_up->page);
  g_ptr_array_unref (clean_up->devices);
  g_free (clean_up);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CleanUp, clean_up_free)

static void
closure_free (gpointer data, GClosure *closure)
{
  clean_up_free (data);
}

static char *
describe_outcome (guint n_remaining)
{
  if (n_remaining == 0)
    return g_strdup (_("Cleaned up"));
  return g_strdup_printf (
    ngettext ("Accepted; %u device is still registered. Refresh in a moment.",
              "Accepted; %u devices are still registered. Refresh in a moment.", n_remaining),
    n_remaining);
}

static void
cleaned_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CleanUp) clean_up = user_data;
  GtkWidget *widget = GTK_WIDGET (clean_up->page);
  g_autoptr (GError) error = NULL;
  g_autofree char *outcome = NULL;
  guint            n_remaining = 0;

  if (herald_devices_clean_up_finish (HERALD_SESSION (source), result, &n_remaining, &error))
    {
      outcome = describe_outcome (n_remaining);
      herald_toast_show (widget, outcome);
    }
  else
    herald_toast_show_error (widget, _("Could not clean up"), error);
  clean_up->done (clean_up->page, error);
}

static void
clean_up_now (GtkWidget *widget, gpointer data)
{
  CleanUp       *clean_up = data;
  HeraldSession *session = herald_page_get_session (clean_up->page);

  if (session != NULL)
    herald_devices_clean_up_async (session, clean_up->devices,
                                   herald_page_get_cancellable (clean_up->page), cleaned_up_cb,
                                   clean_up_new (clean_up->page, clean_up->devices,
                                                 clean_up->done));
}

static void
confirmed_cb (HeraldCleanupDialog *dialog, CleanUp *clean_up)
{
  HeraldSession   *session = herald_page_get_session (clean_up->page);
  guint            n = clean_up->devices->len;
  g_autofree char *what =
    g_strdup_printf (ngettext ("The registration of %u device is removed.",
                               "The registrations of %u devices are removed.", n),
                     n);

  if (session != NULL)
    herald_change_ask (GTK_WIDGET (clean_up->page), session, what,
                       _("_Clean Up"), clean_up_now, NULL,
                          clean_up_new (clean_up->page, clean_up->devices, clean_up->done),
                          clean_up_free);
}

void
herald_clean_up_ask (HeraldPage *page, GPtrArray *devices, HeraldCleanUpFunc done)
{
  GtkRoot *root;
  g_autoptr (GPtrArray) going = g_ptr_array_new_with_free_func (g_object_unref);
  HeraldCleanupDialog *dialog;

  g_return_if_fail (HERALD_IS_PAGE (page));
  g_return_if_fail (devices != NULL);
  g_return_if_fail (done != NULL);

  for (guint i = 0; i < devices->len; i++)
    if (herald_device_get_state (g_ptr_array_index (devices, i)) != HERALD_DEVICE_REMOVED)
      g_ptr_array_add (going, g_object_ref (g_ptr_array_index (devices, i)));
  if (going->len == 0)
    {
      herald_toast_show (GTK_WIDGET (page), _("These devices are not registered any more"));
      return;
    }
  root = gtk_widget_get_root (GTK_WIDGET (page));
  dialog = herald_cleanup_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, going);
  g_signal_connect_data (dialog, "confirmed", G_CALLBACK (confirmed_cb),
                         clean_up_new (page, going, done), closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
