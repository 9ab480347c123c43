"""Components: markup that appears twice is written here once."""

from django import template

register = template.Library()
