"""Reading a Windows program or library: what it imports and exports, and whose signature it carries."""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_EXPORT, _IMPORT, _SECURITY, _DELAYED = 0, 1, 4, 13
_ORDINAL = 1 << 63


@dataclass(frozen=True)
class _Section:
    address: int
    size: int
    offset: int


class Image:
    """A 64-bit file of Windows. ValueError for anything else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._data = path.read_bytes()
        data = self._data
        start = struct.unpack_from("<I", data, 0x3C)[0] if data[:2] == b"MZ" else 0
        if data[start : start + 4] != b"PE\0\0" or struct.unpack_from("<H", data, start + 24)[0] != 0x20B:
            raise ValueError(f"{path.name} is no 64-bit Windows file")
        self._optional = start + 24
        count, size = struct.unpack_from("<H", data, start + 6)[0], struct.unpack_from("<H", data, start + 20)[0]
        table = self._optional + size
        self._sections = []
        for number in range(count):
            extent, address, raw, offset = struct.unpack_from("<IIII", data, table + 40 * number + 8)
            self._sections.append(_Section(address, max(extent, raw), offset))

    def _directory(self, number: int) -> tuple[int, int]:
        address, size = struct.unpack_from("<II", self._data, self._optional + 112 + 8 * number)
        return int(address), int(size)

    def _at(self, address: int) -> int:
        for section in self._sections:
            if section.address <= address < section.address + section.size:
                return address - section.address + section.offset
        raise ValueError(f"{self.path.name}: an address outside the file")

    def _text(self, address: int) -> str:
        start = self._at(address)
        return self._data[start : self._data.index(b"\0", start)].decode("ascii")

    def imports(self) -> dict[str, set[str]]:
        """Names of functions by library (in small letters), those loaded late too; by number they are left out."""
        found: dict[str, set[str]] = {}
        for directory, entry, name_at, table_at in ((_IMPORT, 20, 12, 0), (_DELAYED, 32, 4, 16)):
            address, _size = self._directory(directory)
            place = self._at(address) if address else 0
            while address:
                name, table = (struct.unpack_from("<I", self._data, place + at)[0] for at in (name_at, table_at))
                if not name:
                    break
                found.setdefault(self._text(name).lower(), set()).update(self._thunks(table) if table else ())
                place += entry
        return found

    def _thunks(self, table: int) -> set[str]:
        names, place = set(), self._at(table)
        while value := struct.unpack_from("<Q", self._data, place)[0]:
            if not value & _ORDINAL:
                names.add(self._text(value + 2))
            place += 8
        return names

    @cached_property
    def exports(self) -> set[str]:
        """Names of what the library gives to others."""
        address, _size = self._directory(_EXPORT)
        if not address:
            return set()
        place = self._at(address)
        count, names = (
            struct.unpack_from("<I", self._data, place + 24)[0],
            struct.unpack_from("<I", self._data, place + 32)[0],
        )
        table = self._at(names) if count else 0
        return {self._text(struct.unpack_from("<I", self._data, table + 4 * n)[0]) for n in range(count)}

    def signer(self) -> str:
        """The organisation whose code signing certificate the file carries; "" without one or for another content.

        The content is compared with the digest that was signed; the chain up to a root is Windows' business,
        and the files are pinned by their hash besides.
        """
        offset, size = self._directory(_SECURITY)
        if not size:
            return ""
        signature = self._data[offset + 8 : offset + size]
        signature = signature[: 4 + struct.unpack_from(">H", signature, 2)[0]]  # without the bytes that fill the table
        digest = hashlib.sha256()
        checksum, entry = self._optional + 64, self._optional + 112 + 8 * _SECURITY
        digest.update(self._data[:checksum] + self._data[checksum + 4 : entry] + self._data[entry + 8 : offset])
        if digest.digest() not in signature:
            return ""
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import pkcs7
        from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

        for certificate in pkcs7.load_der_pkcs7_certificates(signature):
            try:
                usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
                is_issuer = certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
                for_code = ExtendedKeyUsageOID.CODE_SIGNING in usage
            except x509.ExtensionNotFound:
                continue
            if for_code and not is_issuer:
                return str(certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)
        return ""


_NAMES = """
advapi32 authz bcrypt bcryptprimitives cfgmgr32 combase comctl32 comdlg32 crypt32 d2d1 d3d11 d3d12 d3d9 dbghelp dcomp
dnsapi dwmapi dwrite dxgi gdi32 icuin icuuc imm32 iphlpapi kernel32 kernelbase mpr msvcrt ncrypt netapi32 normaliz ntdll
ole32 oleaut32 opengl32 powrprof propsys psapi rpcrt4 runtimeobject secur32 setupapi shcore shell32 shlwapi ucrtbase
uiautomationcore user32 userenv uxtheme version winhttp winmm winspool.drv wintrust winusb wldap32 ws2_32 wtsapi32
"""
OF_WINDOWS = frozenset(_NAMES.split())
"""Libraries every Windows 10 since 1703 has of its own."""
_API_SET = re.compile(r"(api|ext)-ms-win-.*\.dll")


def unmet(folder: Path) -> list[str]:
    """What files below `folder` ask of a library that is neither there nor of Windows, or of one that lacks it."""
    images = {path: Image(path) for path in sorted(folder.rglob("*")) if path.suffix in (".dll", ".pyd", ".exe")}
    shipped: dict[str, list[Image]] = {}
    for path, image in images.items():
        shipped.setdefault(path.name.lower(), []).append(image)
    told = []
    for path, image in images.items():
        for library, names in image.imports().items():
            if library not in shipped:
                if not _API_SET.fullmatch(library) and library.removesuffix(".dll") not in OF_WINDOWS:
                    told.append(f"{path.relative_to(folder)}: {library}")
                continue
            lacking = [name for name in sorted(names) if not any(name in held.exports for held in shipped[library])]
            told += [f"{path.relative_to(folder)}: {library} has no {name}" for name in lacking]
    return told
