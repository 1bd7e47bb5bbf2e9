/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values for the question marks of a statement. */
#include "config.h"

#include "emulator/herald-emulator-db.h"

static void
clear_value (gpointer value)
{
  g_clear_pointer (&((HeraldEmulatorValue *) value)->text, g_free);
}

/**
 * herald_emulator_values_new:
 *
 * Returns: (transfer full) (element-type HeraldEmulatorValue): an empty array
 */
GArray *
herald_emulator_values_new (void)
{
  GArray *values = g_array_new (FALSE, TRUE, sizeof (HeraldEmulatorValue));

  g_array_set_clear_func (values, clear_value);
  return values;
}

/**
 * herald_emulator_values_add_null:
 * @values: the array to extend
 */
void
herald_emulator_values_add_null (GArray *values)
{
  HeraldEmulatorValue value = { .kind = HERALD_EMULATOR_VALUE_NULL };

  g_array_append_val (values, value);
}

/**
 * herald_emulator_values_add_int:
 * @values: the array to extend
 * @integer: a whole number
 */
void
herald_emulator_values_add_int (GArray *values, gint64 integer)
{
  HeraldEmulatorValue value = { .kind = HERALD_EMULATOR_VALUE_INT, .integer = integer };

  g_array_append_val (values, value);
}

/**
 * herald_emulator_values_add_real:
 * @values: the array to extend
 * @real: a number
 */
void
herald_emulator_values_add_real (GArray *values, double real)
{
  HeraldEmulatorValue value = { .kind = HERALD_EMULATOR_VALUE_REAL, .real = real };

  g_array_append_val (values, value);
}

/**
 * herald_emulator_values_add_text:
 * @values: the array to extend
 * @text: (nullable): a text; %NULL adds null
 */
void
herald_emulator_values_add_text (GArray *values, const char *text)
{
  HeraldEmulatorValue value = { .kind = HERALD_EMULATOR_VALUE_TEXT, .text = g_strdup (text) };

  if (text == NULL)
    value.kind = HERALD_EMULATOR_VALUE_NULL;
  g_array_append_val (values, value);
}
