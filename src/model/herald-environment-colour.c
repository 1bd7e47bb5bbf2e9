/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/herald-environment-colour.h"

#include "model/herald-environment.h"

/* Of Adwaita's palette what can be told apart on its light and its dark ground: blue 3, green 5,
 * orange 3, brown 3, red 3, yellow 5. */
static const char *const COLOURS[] = { "#3584e4", "#26a269", "#ff7800",
                                       "#986a44", "#e01b24", "#e5a50a" };

static guint
count (GPtrArray *environments, const char *colour)
{
  guint n = 0;

  for (guint i = 0; i < environments->len; i++)
    n += g_ascii_strcasecmp (herald_environment_get (g_ptr_array_index (environments, i),
                                                     HERALD_ENVIRONMENT_COLOUR),
                             colour) == 0;
  return n;
}

/**
 * herald_environment_colour_choose:
 * @others: (element-type HeraldEnvironment): the environments that there are
 *
 * Returns: (transfer none): the colour that the fewest of them have, such as `#3584e4`
 */
const char *
herald_environment_colour_choose (GPtrArray *others)
{
  const char *best = COLOURS[0];

  g_return_val_if_fail (others != NULL, COLOURS[0]);

  for (gsize i = 1; i < G_N_ELEMENTS (COLOURS); i++)
    if (count (others, COLOURS[i]) < count (others, best))
      best = COLOURS[i];
  return best;
}
