/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain rows: what stands before or behind the words is up to the list. */
#include "config.h"

#include "ui/herald-recipient-row.h"

#include "base/herald-redact.h"

#include <glib/gi18n.h>

static char *
describe_details (HeraldDevice *device)
{
  g_autofree char *token = herald_redact_token (herald_device_get_token (device));
  const char      *platform = herald_platform_get_label (herald_device_get_platform (device));

  if (herald_device_get_id (device) == NULL)
    /* Translators: platform and shortened token of a device. */
    return g_strdup_printf (_("%s · pasted token %s"), platform, token);
  if (herald_device_get_state (device) == HERALD_DEVICE_REGISTERED)
    return g_strdup_printf ("%s · %s", platform, token);
  /* Translators: platform, shortened token, state of a device. */
  return g_strdup_printf (_("%s · %s · %s"), platform, token,
                             herald_device_state_get_label (herald_device_get_state (device)));
}

/**
 * herald_recipient_row_describe:
 * @device: a device
 *
 * Returns: (transfer none): whose it is, if that is known, else what it is
 */
const char *
herald_recipient_row_describe (HeraldDevice *device)
{
  g_return_val_if_fail (HERALD_IS_DEVICE (device), NULL);

  if (herald_device_get_user_name (device) != NULL)
    return herald_device_get_user_name (device);
  if (herald_device_get_name (device) != NULL && *herald_device_get_name (device) != '\0')
    return herald_device_get_name (device);
  return herald_platform_get_label (herald_device_get_platform (device));
}

/**
 * herald_recipient_row_new:
 * @device: a device
 *
 * Returns: (transfer floating): an AdwActionRow
 */
GtkWidget *
herald_recipient_row_new (HeraldDevice *device)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *details = NULL;

  g_return_val_if_fail (HERALD_IS_DEVICE (device), row);

  details = describe_details (device);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), herald_recipient_row_describe (device));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), details);
  return row;
}
