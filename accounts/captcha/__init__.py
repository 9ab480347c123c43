"""« Je ne suis pas un robot »: one field, whatever proves it.

A form derives from `FormulaireAvecCaptcha`, declares a `CaptchaField` last and is given the request; its
view wears `csp_du_captcha`. Nothing else is to be known outside this package.
"""

from accounts.captcha.champ import CaptchaField, FormulaireAvecCaptcha
from accounts.captcha.csp import csp_du_captcha

__all__ = ["CaptchaField", "FormulaireAvecCaptcha", "csp_du_captcha"]
