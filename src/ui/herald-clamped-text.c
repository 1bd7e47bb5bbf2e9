/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text cut after a number of rendered lines. PangoLayout's own limit counts per paragraph, while
 * a phone counts all lines of a notification, line feeds included; so the lines before the last one
 * and the last one, which carries the ellipsis, are two layouts. Each is kept until its text, width
 * or font changes. */
#include "config.h"

#include "ui/herald-clamped-text.h"

/* No line of a card holds more characters than this, so what is behind it cannot show. Laying out
 * only what can show keeps a key stroke in a long text as cheap as in a short one. */
#define MAX_LINE_CHARACTERS 400
/* A payload has at most 4096 bytes, so no phone ever shows more; what is pasted beyond is a finding
 * of the message and not worth seconds of layout. */
#define MAX_CHARACTERS 4096

struct _HeraldClampedText
{
  guint max_lines;

  char        *text;  /* (owned) (nullable) */
  int          width; /* in pixels */
  PangoLayout *head;  /* (owned) (nullable): every line, or those before the cut one */
  PangoLayout *tail;  /* (owned) (nullable): the cut line */
  guint        n_head_lines;
  gboolean     cut;
};

/**
 * herald_clamped_text_new:
 * @max_lines: how many lines may show; `G_MAXUINT` for all
 *
 * Returns: (transfer full): an empty text without a font
 */
HeraldClampedText *
herald_clamped_text_new (guint max_lines)
{
  HeraldClampedText *self = g_new0 (HeraldClampedText, 1);

  self->max_lines = max_lines;
  return self;
}

/**
 * herald_clamped_text_free:
 * @self: (nullable): a text
 */
void
herald_clamped_text_free (HeraldClampedText *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->head);
  g_clear_object (&self->tail);
  g_clear_pointer (&self->text, g_free);
  g_free (self);
}

static PangoLayout *
create_layout (PangoContext *context, const PangoFontDescription *font, gboolean right_to_left)
{
  PangoLayout *layout = pango_layout_new (context);

  pango_layout_set_font_description (layout, font);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_alignment (layout, right_to_left ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  return layout;
}

/**
 * herald_clamped_text_set_font:
 * @self: a text
 * @context: a context whose base direction is that of @right_to_left
 * @font: the font
 * @right_to_left: whether lines start at the right
 *
 * Forgets the text: set it again.
 */
void
herald_clamped_text_set_font (HeraldClampedText          *self,
                              PangoContext               *context,
                              const PangoFontDescription *font,
                              gboolean                    right_to_left)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (PANGO_IS_CONTEXT (context));
  g_return_if_fail (font != NULL);

  g_clear_object (&self->head);
  g_clear_object (&self->tail);
  g_clear_pointer (&self->text, g_free);
  self->head = create_layout (context, font, right_to_left);
  self->tail = create_layout (context, font, right_to_left);
  pango_layout_set_ellipsize (self->tail, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (self->tail, TRUE);
}

/* How many bytes of the text can show at most. */
static int
get_visible_length (HeraldClampedText *self)
{
  gsize max_characters = MAX_CHARACTERS;
  gsize n_characters = (gsize) g_utf8_strlen (self->text, -1);

  if (self->max_lines < MAX_CHARACTERS / MAX_LINE_CHARACTERS)
    max_characters = ((gsize) self->max_lines + 1) * MAX_LINE_CHARACTERS;
  return (int) (g_utf8_offset_to_pointer (self->text, (glong) MIN (n_characters, max_characters)) -
                self->text);
}

/* The last line: what follows @start up to the next line feed, with an ellipsis where more lines
 * follow it or where it does not fit. */
static void
set_cut_line (HeraldClampedText *self, int start, int end)
{
  const char      *line = self->text + start;
  gsize            length = strcspn (line, "\r\n");
  g_autofree char *shown = NULL;

  length = MIN (length, (gsize) (end - start));
  shown = g_strndup (line, length);
  if (line[length] != '\0')
    {
      g_autofree char *with_ellipsis = g_strconcat (g_strchomp (shown), "…", NULL);

      pango_layout_set_text (self->tail, with_ellipsis, -1);
    }
  else
    {
      pango_layout_set_text (self->tail, shown, -1);
    }
}

/* Where the text before @start ends without its line feed, which would open one line more. */
static int
trim_line_feed (const char *text, int start)
{
  if (start > 1 && text[start - 2] == '\r' && text[start - 1] == '\n')
    return start - 2;
  if (start > 0 && (text[start - 1] == '\n' || text[start - 1] == '\r'))
    return start - 1;
  return start;
}

static void
lay_out (HeraldClampedText *self)
{
  int visible = get_visible_length (self);
  int start = 0;

  pango_layout_set_width (self->head, self->width * PANGO_SCALE);
  pango_layout_set_width (self->tail, self->width * PANGO_SCALE);
  pango_layout_set_text (self->head, self->text, visible);
  if (self->text[visible] != '\0' && self->max_lines != G_MAXUINT &&
      (guint) pango_layout_get_line_count (self->head) <= self->max_lines)
    {
      /* Very many invisible characters: only the whole text tells. */
      visible = (int) strlen (self->text);
      pango_layout_set_text (self->head, self->text, visible);
    }
  self->n_head_lines = (guint) pango_layout_get_line_count (self->head);
  self->cut = self->n_head_lines > self->max_lines;
  if (!self->cut)
    return;
  self->n_head_lines = self->max_lines - 1;
  start = pango_layout_get_line_readonly (self->head, (int) self->n_head_lines)->start_index;
  set_cut_line (self, start, visible);
  pango_layout_set_text (self->head, self->text, trim_line_feed (self->text, start));
}

/**
 * herald_clamped_text_set_text:
 * @self: a text with a font
 * @text: what to show
 * @width: in pixels
 *
 * Returns: whether anything had to be laid out
 */
gboolean
herald_clamped_text_set_text (HeraldClampedText *self, const char *text, int width)
{
  g_return_val_if_fail (self != NULL && self->head != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  if (self->width == width && g_strcmp0 (self->text, text) == 0)
    return FALSE;
  g_free (self->text);
  self->text = g_utf8_make_valid (text, -1);
  self->width = MAX (width, 1);
  if (*self->text == '\0' || self->max_lines == 0)
    {
      self->n_head_lines = 0;
      self->cut = FALSE;
      return TRUE;
    }
  lay_out (self);
  return TRUE;
}

/**
 * herald_clamped_text_get_text:
 * @self: a text
 *
 * Returns: (transfer none): the whole text, or ""
 */
const char *
herald_clamped_text_get_text (HeraldClampedText *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->text != NULL ? self->text : "";
}

/**
 * herald_clamped_text_get_n_lines:
 * @self: a text
 *
 * Returns: how many lines show
 */
guint
herald_clamped_text_get_n_lines (HeraldClampedText *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_head_lines + (self->cut ? 1 : 0);
}

/**
 * herald_clamped_text_is_cut:
 * @self: a text
 *
 * Returns: whether its end does not show
 */
gboolean
herald_clamped_text_is_cut (HeraldClampedText *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->cut;
}

/**
 * herald_clamped_text_get_width:
 * @self: a text
 *
 * Returns: the width of the widest line, in pixels
 */
int
herald_clamped_text_get_width (HeraldClampedText *self)
{
  PangoRectangle head = { 0 };
  PangoRectangle tail = { 0 };

  g_return_val_if_fail (self != NULL, 0);

  if (self->n_head_lines > 0)
    pango_layout_get_pixel_extents (self->head, NULL, &head);
  if (self->cut)
    pango_layout_get_pixel_extents (self->tail, NULL, &tail);
  return MAX (head.width, tail.width);
}

static int
get_head_height (HeraldClampedText *self)
{
  int height = 0;

  if (self->n_head_lines > 0)
    pango_layout_get_pixel_size (self->head, NULL, &height);
  return height;
}

/**
 * herald_clamped_text_get_height:
 * @self: a text
 *
 * Returns: the height of the lines that show, in pixels
 */
int
herald_clamped_text_get_height (HeraldClampedText *self)
{
  int height = 0;

  g_return_val_if_fail (self != NULL, 0);

  if (self->cut)
    pango_layout_get_pixel_size (self->tail, NULL, &height);
  return height + get_head_height (self);
}

static void
snapshot_layout (PangoLayout   *layout,
                 GtkSnapshot   *snapshot,
                 float          x,
                 float          y,
                 const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

/**
 * herald_clamped_text_snapshot:
 * @self: a text
 * @snapshot: where to draw
 * @x: left edge of its column
 * @y: top of its first line
 * @colour: of the letters
 */
void
herald_clamped_text_snapshot (HeraldClampedText *self,
                              GtkSnapshot       *snapshot,
                              float              x,
                              float              y,
                              const GdkRGBA     *colour)
{
  g_return_if_fail (self != NULL);

  if (self->n_head_lines > 0)
    snapshot_layout (self->head, snapshot, x, y, colour);
  if (self->cut)
    snapshot_layout (self->tail, snapshot, x, y + (float) get_head_height (self), colour);
}

/**
 * herald_clamped_text_get_cut_line:
 * @self: a text
 * @line: (out): the cut line's place, relative to the text's top left corner
 *
 * Returns: whether the text is cut
 */
gboolean
herald_clamped_text_get_cut_line (HeraldClampedText *self, graphene_rect_t *line)
{
  PangoRectangle extents;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (line != NULL, FALSE);

  if (!self->cut)
    return FALSE;
  pango_layout_get_pixel_extents (self->tail, NULL, &extents);
  graphene_rect_init (line, (float) extents.x, (float) (get_head_height (self) + extents.y),
                      (float) extents.width, (float) extents.height);
  return TRUE;
}
